using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Lurewatch.Rules.Yara;

/// <summary>The doors of libyara (its C API, yara/compiler.h, yara/scanner.h) and the layout of what it hands back. All unsafe code of the room is here.</summary>
/// <remarks>Layouts hold for the 64-bit libraries with the sonames 9 (YARA 4.2) and 10 (4.3 to 4.5); no other is loaded.</remarks>
internal static unsafe partial class YaraNative
{
    private const string Library = "libyara";
    private const int ErrorLevelError = 0;
    private const int MessageRuleMatching = 1;
    /// <summary>Without the second flag libyara replaces the process's SIGSEGV handler, which is .NET's, on each scan.</summary>
    private const int ReportMatching = 8, NoTryCatch = 4;
    private const int Success = 0, ScanTimeout = 26;
    private const int MetaInteger = 1, MetaString = 2, LastInRule = 1, StringLastInRule = 0x1000;
    private const int MaxText = 4_096, MaxMeta = 64, MaxStrings = 64, MaxHits = 8, MaxExcerpt = 96;

    private static readonly nint s_library = Load(out s_soname);
    private static readonly int s_soname;

    /// <summary>Why there is no YARA here; null if there is.</summary>
    public static string? Unavailable { get; } = Start();

    private static nint Load(out int soname)
    {
        soname = 0;
        if (sizeof(nint) != 8) return 0;
        foreach (var (name, version) in (ReadOnlySpan<(string, int)>)[("libyara.so.9", 9), ("libyara.so.10", 10)])
        {
            if (!NativeLibrary.TryLoad(name, typeof(YaraNative).Assembly, searchPath: null, out var library)) continue;
            soname = version;
            return library;
        }
        return 0;
    }

    private static string? Start()
    {
        if (s_library == 0) return "libyara (YARA 4.2 to 4.5) is not installed; on Debian and Ubuntu: apt-get install libyara9 (or libyara10)";
        NativeLibrary.SetDllImportResolver(typeof(YaraNative).Assembly, static (name, _, _) => name == Library ? s_library : 0);
        return yr_initialize() == Success ? null : "libyara could not be started";
    }

    /// <summary>Compiles the sources into one set of rules. What is wrong goes to <paramref name="report"/>; then there are no rules.</summary>
    /// <param name="sources">Namespace and text.</param>
    /// <param name="variables">External variables: a text or a whole number each.</param>
    /// <param name="include">Answers an include; null if there is no such source.</param>
    /// <param name="report">Is told each error: index of the source, name of the included source or null, line, rule or null, message.</param>
    public static nint Compile(IReadOnlyList<(string Namespace, string Text)> sources, IReadOnlyList<(string Name, bool IsText)> variables, Func<string, string?> include,
        Action<int, string?, int, string?, string> report)
    {
        if (yr_compiler_create(out var compiler) != Success) return 0;
        var state = new Compilation(include, report);
        var handle = GCHandle.Alloc(state);
        try
        {
            yr_compiler_set_callback(compiler, &OnProblem, GCHandle.ToIntPtr(handle));
            yr_compiler_set_include_callback(compiler, &OnInclude, &OnIncludeDone, GCHandle.ToIntPtr(handle));
            foreach (var (name, isText) in variables)
            {
                if (isText) yr_compiler_define_string_variable(compiler, name, "");
                else yr_compiler_define_integer_variable(compiler, name, 0);
            }
            for (; state.Source < sources.Count; state.Source++)
            {
                // After an error nothing may be added, and asking for the rules aborts the process.
                if (yr_compiler_add_string(compiler, sources[state.Source].Text, sources[state.Source].Namespace) == 0 && !state.Failed) continue;
                if (!state.Failed) report(state.Source, null, 0, null, "could not be compiled");
                return 0;
            }
            return yr_compiler_get_rules(compiler, out var rules) == Success ? rules : 0;
        }
        finally
        {
            yr_compiler_destroy(compiler);
            handle.Free();
        }
    }

    public static void Free(nint rules, IEnumerable<nint> scanners)
    {
        foreach (var scanner in scanners) yr_scanner_destroy(scanner);
        if (rules != 0) _ = yr_rules_destroy(rules);
    }

    /// <summary>How many rules there are.</summary>
    public static int Count(nint rules)
    {
        // The list ends with a rule that has the flag 4 [RULE_FLAGS_NULL].
        var size = RuleSize(rules);
        var count = 0;
        for (var rule = *(byte**)(rules + 8); rule is not null && (*(int*)rule & 4) == 0; rule += size) count++;
        return count;
    }

    public static nint CreateScanner(nint rules) => yr_scanner_create(rules, out var scanner) == Success ? scanner : 0;

    /// <summary>Scans; null if it went to its end, else why it did not.</summary>
    public static string? Scan(nint scanner, ReadOnlySpan<byte> bytes, int seconds, IReadOnlyList<(string Name, string? Text, long Number)> variables, List<YaraMatch> matches)
    {
        foreach (var (name, text, number) in variables)
        {
            if (text is not null) yr_scanner_define_string_variable(scanner, name, text);
            else yr_scanner_define_integer_variable(scanner, name, number);
        }
        var handle = GCHandle.Alloc(matches);
        try
        {
            yr_scanner_set_flags(scanner, NoTryCatch | ReportMatching);
            yr_scanner_set_timeout(scanner, seconds);
            yr_scanner_set_callback(scanner, &OnScan, GCHandle.ToIntPtr(handle));
            var none = (byte)0;
            fixed (byte* data = bytes)
            {
                var result = yr_scanner_scan_mem(scanner, data is null ? &none : data, (nuint)bytes.Length);
                return result switch { Success => null, ScanTimeout => "time", _ => "yara" };
            }
        }
        finally
        {
            handle.Free();
        }
    }

    private sealed class Compilation(Func<string, string?> include, Action<int, string?, int, string?, string> report)
    {
        public int Source { get; set; }
        public bool Failed { get; set; }
        public Func<string, string?> Include { get; } = include;
        public Action<int, string?, int, string?, string> Report { get; } = report;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnProblem(int level, byte* file, int line, byte* rule, byte* message, nint data)
    {
        if (level != ErrorLevelError || GCHandle.FromIntPtr(data).Target is not Compilation state) return;
        state.Failed = true;
        // The rule that is given is only half built: its name is not read.
        state.Report(state.Source, file is null ? null : Text(file), line, null, Text(message));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* OnInclude(byte* name, byte* file, byte* space, nint data)
    {
        if (GCHandle.FromIntPtr(data).Target is not Compilation state || state.Include(Text(name)) is not { } text) return null;
        return (byte*)Marshal.StringToCoTaskMemUTF8(text);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnIncludeDone(byte* text, nint data) => Marshal.FreeCoTaskMem((nint)text);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnScan(byte* context, int message, byte* rule, nint data)
    {
        if (message == MessageRuleMatching && GCHandle.FromIntPtr(data).Target is List<YaraMatch> matches)
        {
            matches.Add(Match(context, rule));
            if (matches.Count > YaraRules.MaxMatches) return 1;   // CALLBACK_ABORT
        }
        return 0;
    }

    /// <summary>Reads a rule that matched: YR_RULE, YR_META, YR_STRING, YR_MATCH of yara/types.h.</summary>
    private static YaraMatch Match(byte* context, byte* rule)
    {
        var at = rule + NamesAt(rule);
        var tags = new List<string>();
        for (var tag = *(byte**)(at + 8); tag is not null && *tag != 0 && tags.Count < MaxMeta; tag += MemoryMarshal.CreateReadOnlySpanFromNullTerminated(tag).Length + 1) tags.Add(Text(tag));
        var meta = new List<KeyValuePair<string, string>>();
        for (var entry = *(byte**)(at + 16); entry is not null && meta.Count < MaxMeta; entry += 32)
        {
            var value = *(int*)(entry + 24) switch
            {
                MetaString => Text(*(byte**)(entry + 8)),
                MetaInteger => (*(long*)(entry + 16)).ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => *(long*)(entry + 16) != 0 ? "true" : "false",
            };
            meta.Add(new(Text(*(byte**)entry), value));
            if ((*(int*)(entry + 28) & LastInRule) != 0) break;
        }
        var strings = new List<YaraHit>();
        var found = *(byte**)(context + 160);
        for (var text = *(byte**)(at + 24); text is not null && strings.Count < MaxStrings; text += 56)
        {
            var name = Text(*(byte**)(text + 48));
            var left = MaxHits;
            for (var match = *(byte**)(found + 24L * *(uint*)(text + 4)); match is not null && left-- > 0; match = *(byte**)(match + 40))
            {
                if (*(match + 52) != 0) continue;   // of a private string
                var kept = Math.Min(*(int*)(match + 20), MaxExcerpt);
                strings.Add(new YaraHit(name, *(long*)match + *(long*)(match + 8), *(int*)(match + 16), new ReadOnlySpan<byte>(*(byte**)(match + 24), Math.Max(0, kept)).ToArray()));
            }
            if ((*(int*)text & StringLastInRule) != 0) break;
        }
        return new YaraMatch(Text(*(byte**)at), Text(**(byte***)(at + 32)), tags, meta, strings);
    }

    /// <summary>Where the pointers of YR_RULE begin. From 4.4 on a small number stands before them, where 4.3, of the same soname, has the first pointer.</summary>
    private static int NamesAt(byte* rule) => s_soname == 10 && *(ulong*)(rule + 8) <= uint.MaxValue ? 16 : 8;

    private static int RuleSize(nint rules) => 40 + NamesAt(*(byte**)(rules + 8));

    private static string Text(byte* text)
    {
        if (text is null) return "";
        var bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        return Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxText)]);
    }

    [LibraryImport(Library)]
    private static partial int yr_initialize();

    [LibraryImport(Library)]
    private static partial int yr_compiler_create(out nint compiler);

    [LibraryImport(Library)]
    private static partial void yr_compiler_destroy(nint compiler);

    [LibraryImport(Library)]
    private static partial void yr_compiler_set_callback(nint compiler, delegate* unmanaged[Cdecl]<int, byte*, int, byte*, byte*, nint, void> callback, nint data);

    [LibraryImport(Library)]
    private static partial void yr_compiler_set_include_callback(nint compiler, delegate* unmanaged[Cdecl]<byte*, byte*, byte*, nint, byte*> include,
        delegate* unmanaged[Cdecl]<byte*, nint, void> free, nint data);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int yr_compiler_define_string_variable(nint compiler, string name, string value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int yr_compiler_define_integer_variable(nint compiler, string name, long value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int yr_compiler_add_string(nint compiler, string text, string space);

    [LibraryImport(Library)]
    private static partial int yr_compiler_get_rules(nint compiler, out nint rules);

    [LibraryImport(Library)]
    private static partial int yr_rules_destroy(nint rules);

    [LibraryImport(Library)]
    private static partial int yr_scanner_create(nint rules, out nint scanner);

    [LibraryImport(Library)]
    private static partial void yr_scanner_destroy(nint scanner);

    [LibraryImport(Library)]
    private static partial void yr_scanner_set_flags(nint scanner, int flags);

    [LibraryImport(Library)]
    private static partial void yr_scanner_set_timeout(nint scanner, int seconds);

    [LibraryImport(Library)]
    private static partial void yr_scanner_set_callback(nint scanner, delegate* unmanaged[Cdecl]<byte*, int, byte*, nint, int> callback, nint data);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int yr_scanner_define_string_variable(nint scanner, string name, string value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int yr_scanner_define_integer_variable(nint scanner, string name, long value);

    [LibraryImport(Library)]
    private static partial int yr_scanner_scan_mem(nint scanner, byte* bytes, nuint count);
}
