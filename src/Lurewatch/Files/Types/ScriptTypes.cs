namespace Lurewatch.Files.Types;

/// <summary>Tells script languages apart by their words. Conservative: prose about scripts, logs and source listings stay plain text, so each language
/// needs several different words of its own, one of them decisive.</summary>
internal static class ScriptTypes
{
    /// <summary>What a language must reach.</summary>
    private const int Threshold = 6;

    /// <summary>The language of lower-case text; null if it is no script.</summary>
    public static FileType? Detect(ReadOnlySpan<byte> text)
    {
        var (best, type) = (Threshold - 1, (FileType?)null);
        Keep(Batch(text), FileType.Batch);
        Keep(PowerShell(text), FileType.PowerShell);
        Keep(VbScript(text), FileType.VbScript);
        Keep(JavaScript(text), FileType.JavaScript);
        return type;

        void Keep(int score, FileType candidate)
        {
            if (score > best) (best, type) = (score, candidate);
        }
    }

    private static int Batch(ReadOnlySpan<byte> t)
    {
        var score = 0;
        if (t.StartsWith("@echo off"u8) || t.StartsWith("@echo on"u8)) score += 6;
        else if (Line(t, "@echo off"u8)) score += 4;
        if (Line(t, "setlocal"u8)) score += 3;
        if (Line(t, "goto "u8) || Line(t, "goto:"u8)) score += 2;
        if (Line(t, "set "u8) && Has(t, "%"u8)) score += 2;
        if (Has(t, "%~dp0"u8) || Has(t, "%~f0"u8)) score += 3;
        if (Has(t, "if exist "u8) || Has(t, "if not exist "u8)) score += 2;
        if (Line(t, "rem "u8) || Line(t, "::"u8)) score += 1;
        if (Line(t, "exit /b"u8) || Line(t, "pause"u8)) score += 1;
        if (Has(t, "%temp%"u8) || Has(t, "%appdata%"u8) || Has(t, "%userprofile%"u8) || Has(t, "%comspec%"u8)) score += 1;
        if (Command(t, "powershell"u8) || Command(t, "cmd"u8) || Command(t, "mshta"u8) || Command(t, "certutil"u8) || Command(t, "bitsadmin"u8) || Command(t, "rundll32"u8) || Command(t, "regsvr32"u8) || Command(t, "wscript"u8)
            || Command(t, "start"u8) || Command(t, "curl"u8) || Command(t, "schtasks"u8)) score += t.Length < 4096 ? 4 : 2;
        if (score > 0 && (Has(t, " -enc"u8) || Has(t, " -w hidden"u8) || Has(t, "-windowstyle hidden"u8) || Has(t, " -nop "u8) || Has(t, "-executionpolicy bypass"u8) || Has(t, "-ep bypass"u8) || Has(t, " /c "u8))) score += 2;
        return score;
    }

    private static int PowerShell(ReadOnlySpan<byte> t)
    {
        var strong = 0;
        if (Has(t, "invoke-expression"u8) || Word(t, "iex"u8)) strong += 3;
        if (Has(t, "new-object "u8)) strong += 3;
        if (Has(t, "[system."u8) || Has(t, "[convert]::"u8) || Has(t, "[text.encoding]::"u8) || Has(t, "[byte[]]"u8) || Has(t, "[char]"u8)) strong += 3;
        if (Has(t, ".downloadstring("u8) || Has(t, ".downloadfile("u8) || Has(t, "invoke-webrequest"u8) || Has(t, "start-bitstransfer"u8)) strong += 3;
        if (Has(t, "$env:"u8) || Has(t, "$psscriptroot"u8) || Has(t, "$executioncontext"u8)) strong += 3;
        if (Has(t, "write-host"u8) || Has(t, "write-output"u8) || Has(t, "start-process"u8) || Has(t, "add-type"u8) || Has(t, "get-content"u8) || Has(t, "set-itemproperty"u8) || Has(t, "start-sleep"u8) || Has(t, "out-null"u8)) strong += 3;
        if (Line(t, "param("u8) || Line(t, "param ("u8) || Has(t, "[cmdletbinding"u8) || Has(t, "[parameter("u8)) strong += 2;
        if (Has(t, " -replace "u8) || Has(t, " -join "u8) || Has(t, "-split "u8) || Has(t, " -bxor "u8) || Has(t, "foreach-object"u8) || Has(t, "$_."u8)) strong += 2;
        var assignments = Assignments(t);
        if (strong == 0 || (strong < 6 && assignments == 0)) return 0;
        return strong + Math.Min(assignments, 3);
    }

    private static int VbScript(ReadOnlySpan<byte> t)
    {
        var strong = 0;
        if (Has(t, "createobject("u8) || Has(t, "createobject ("u8) || Has(t, "getobject("u8)) strong += 3;
        if (Line(t, "on error resume next"u8)) strong += 4;
        if (Line(t, "end sub"u8) || Line(t, "end function"u8)) strong += 3;
        if (Has(t, "wscript."u8)) strong += 2;
        if (Line(t, "execute("u8) || Line(t, "execute "u8) || Has(t, "executeglobal"u8)) strong += 3;
        if (Line(t, "option explicit"u8)) strong += 3;
        if (strong == 0) return 0;
        var weak = 0;
        if (Line(t, "dim "u8)) weak += 2;
        if (Line(t, "set "u8)) weak += 2;
        if (Line(t, "sub "u8) || Line(t, "function "u8)) weak++;
        if (Has(t, "chr("u8) || Has(t, "chrw("u8)) weak++;
        if (Line(t, "next"u8) || Line(t, "end if"u8) || Line(t, "loop"u8)) weak++;
        if (Has(t, "vbcrlf"u8) || Line(t, "msgbox"u8)) weak += 2;
        if (Line(t, "'"u8)) weak++;
        // C-like punctuation speaks for the other Windows script language, which knows CreateObject's sister only.
        if (Has(t, "activexobject"u8) || Has(t, "};"u8) || Has(t, "function("u8)) weak -= 4;
        return strong + weak;
    }

    private static int JavaScript(ReadOnlySpan<byte> t)
    {
        var strong = 0;
        if (Has(t, "activexobject"u8)) strong += 5;
        if (Has(t, "wscript."u8)) strong += 2;
        if (Has(t, "eval("u8) || Has(t, "new function("u8)) strong += 2;
        if (Has(t, "string.fromcharcode"u8) || Has(t, ".charcodeat("u8) || Has(t, ".charat("u8) || Has(t, "unescape("u8) || Has(t, "atob("u8)) strong += 3;
        if (Has(t, "function("u8) || Has(t, "function ("u8) || Has(t, "=>"u8)) strong += 2;
        if (Line(t, "var "u8) || Line(t, "let "u8) || Line(t, "const "u8)) strong += 2;
        if (Line(t, "function "u8) && Has(t, "{"u8)) strong += 2;
        if (Has(t, "module.exports"u8) || Has(t, "require("u8) || Line(t, "import "u8) || Line(t, "export "u8) || Has(t, "document."u8) || Has(t, "window."u8) || Has(t, "json.parse"u8)) strong += 2;
        if (Has(t, "catch("u8) || Has(t, "catch ("u8) || Has(t, "try{"u8) || Has(t, "try {"u8)) strong++;
        if (Has(t, "==="u8) || Has(t, ".length"u8) || Has(t, ".push("u8) || Has(t, ".split("u8) || Has(t, ".join("u8) || Has(t, ".replace("u8)) strong++;
        if (Has(t, "return "u8)) strong++;
        // Statements: without them the words stand in prose.
        var ends = t.Count((byte)';') + t.Count((byte)'}');
        return ends >= 3 && ends * 400 >= t.Length ? strong : strong >= 8 && ends > 0 ? Threshold : 0;
    }

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.IndexOf(word) >= 0;

    private static bool Word(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var at = 0; text[at..].IndexOf(word) is >= 0 and var found; at += found + word.Length)
        {
            var start = at + found;
            if ((start == 0 || !char.IsAsciiLetterOrDigit((char)text[start - 1])) && (start + word.Length >= text.Length || text[start + word.Length] is (byte)' ' or (byte)'(' or (byte)'"' or (byte)'\n' or (byte)'\r' or (byte)';' or (byte)'$')) return true;
        }
        return false;
    }

    /// <summary>At the start of a line or statement.</summary>
    private static bool Line(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var at = 0; text[at..].IndexOf(word) is >= 0 and var found; at += found + word.Length)
        {
            var before = text[..(at + found)].TrimEnd(" \t"u8);
            if (before.IsEmpty || before[^1] is (byte)'\n' or (byte)'\r' or (byte)';' or (byte)':' or (byte)'{' or (byte)'&') return true;
        }
        return false;
    }

    /// <summary>A program called at the start of a line with arguments, as only batch files do.</summary>
    private static bool Command(ReadOnlySpan<byte> text, ReadOnlySpan<byte> program)
    {
        for (var at = 0; text[at..].IndexOf(program) is >= 0 and var found; at += found + program.Length)
        {
            var start = at + found;
            var before = text[..start].TrimEnd(" \t@\""u8);
            var rest = text[(start + program.Length)..];
            if (rest.StartsWith(".exe"u8)) rest = rest[4..];
            if ((before.IsEmpty || before[^1] is (byte)'\n' or (byte)'\r' or (byte)'&') && rest.Length > 1 && rest[0] is (byte)' ' or (byte)'"' && IsArgument(rest)) return true;
        }
        return false;
    }

    private static bool IsArgument(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \""u8);
        var end = rest.IndexOfAny("\r\n"u8);
        var line = end < 0 ? rest : rest[..end];
        return !line.IsEmpty && (line[0] is (byte)'-' or (byte)'/' or (byte)'%' || line.IndexOfAny("\\%"u8) >= 0 || line.IndexOf(" -"u8) >= 0 || line.IndexOf(" /"u8) >= 0 || line.IndexOf("://"u8) >= 0);
    }

    /// <summary>Lines or statements that start with <c>$name =</c>.</summary>
    private static int Assignments(ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (var at = 0; count < 4 && text[at..].IndexOf((byte)'$') is >= 0 and var found; at += found + 1)
        {
            var start = at + found;
            var before = text[..start].TrimEnd(" \t"u8);
            if (!before.IsEmpty && before[^1] is not ((byte)'\n' or (byte)'\r' or (byte)';' or (byte)'{')) continue;
            var name = start + 1;
            while (name < text.Length && (char.IsAsciiLetterOrDigit((char)text[name]) || text[name] is (byte)'_' or (byte)':' or (byte)'{' or (byte)'}')) name++;
            var rest = text[name..].TrimStart(" \t"u8);
            if (name > start + 1 && rest.Length > 1 && (rest[0] == '=' || (rest[0] == '+' && rest[1] == '='))) count++;
        }
        return count;
    }
}
