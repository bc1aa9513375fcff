using System.Text;
using Lurewatch.Files;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Commands: cmdlets that compute, and those that act, which are recorded.</summary>
internal sealed partial class PsEvaluator
{
    private sealed record Arguments(List<object?> Positional, Dictionary<string, object?> Named)
    {
        public object? At(int index) => index < Positional.Count ? Positional[index] : null;

        /// <summary>A parameter by any unambiguous beginning of its name.</summary>
        public object? Get(string name, int least = 2)
        {
            if (Named.TryGetValue(name, out var value)) return value;
            foreach (var (key, given) in Named)
                if (key.Length >= least && name.StartsWith(key, StringComparison.OrdinalIgnoreCase)) return given;
            return null;
        }

        public string Text(string name, int index) => PsConvert.Text(Get(name) ?? At(index));
    }

    /// <summary>A command by a name that the script computed.</summary>
    public object? CommandByName(string name, object?[] args) => Run(name, new Arguments([.. args], []), null, hasInput: false, []);

    private object? Command(PsCommand command, object? input, bool hasInput)
    {
        var name = Value(command.Name);
        if (name is PsScriptBlock block)
        {
            // & { … } and . { … }
            var given = Read(command.Arguments, "");
            if (hasInput && input is not null) _scope.Values["_"] = input;
            return Invoke(block, [.. given.Positional], given.Named, input);
        }
        if (name is PsUnknown) return PsUnknown.Value;
        if (name is object?[] { Length: > 0 } list) name = list[0];
        var text = PsConvert.Text(name).Trim();
        return text.Length == 0 ? null : Run(text, Read(command.Arguments, Resolve(text)), input, hasInput, command.Arguments);
    }

    private string Resolve(string name)
    {
        var bare = name.Trim();
        for (var i = 0; i < 5; i++)
        {
            if (_aliases.TryGetValue(bare, out var own)) bare = own;
            else if (PsEnvironment.Aliases.TryGetValue(bare, out var known)) bare = known;
            else break;
        }
        if (bare.LastIndexOf('\\') is > 0 and var slash && bare.StartsWith("Microsoft.PowerShell", StringComparison.OrdinalIgnoreCase)) bare = bare[(slash + 1)..];
        return bare.ToLowerInvariant();
    }

    /// <summary>Arguments with values. A parameter takes the next argument unless it is a switch or another parameter follows.</summary>
    private Arguments Read(IReadOnlyList<PsNode> nodes, string command)
    {
        var positional = new List<object?>();
        var named = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i] is PsVariable { IsSplatted: true } splat)
            {
                if (GetVariable(splat.Name) is PsTable table)
                    foreach (var (key, entry) in table.Items) named[key] = entry;
                else positional.AddRange(PsConvert.Items(GetVariable(splat.Name)));
                continue;
            }
            if (nodes[i] is not PsParameterName parameter)
            {
                positional.Add(Value(nodes[i]));
                continue;
            }
            if (parameter.Value is not null) named[parameter.Name] = Value(parameter.Value);
            else if (i + 1 < nodes.Count && nodes[i + 1] is not PsParameterName && !IsSwitch(parameter.Name, command)) named[parameter.Name] = Value(nodes[++i]);
            else named[parameter.Name] = true;
        }
        return new Arguments(positional, named);
    }

    private static bool IsSwitch(string name, string command) => name is "force" or "f" or "nonewline" or "passthru" or "wait" or "usebasicparsing" or "useb" or "asplaintext" or "recurse" or "asjob" or "valueonly" or "value" or "valueo" or "descending" or "unique" or "hidden" or "nonewwindow" or "usedefaultcredentials" or "noprofile" or "asbytestream" or "raw" or "combine" or "c" || (name.Length > 3 && (Begins(name, "usebasicparsing") || Begins(name, "usedefaultcredentials") || Begins(name, "disablekeepalive") || Begins(name, "allowunencryptedauthentication") || Begins(name, "skipcertificatecheck")))
        && !(name is "c" && command != "" && !command.StartsWith("new-object", StringComparison.Ordinal)) && !(name is "value" && command.StartsWith("set-", StringComparison.Ordinal)) && !(name is "f" or "value" && command is "new-item" or "add-content" or "new-itemproperty" && name is "value");

    /// <summary>A parameter may be cut as long as it is clear.</summary>
    private static bool Begins(string given, string name) => name.StartsWith(given, StringComparison.Ordinal);

    private object? Run(string name, Arguments args, object? input, bool hasInput, IReadOnlyList<PsNode> nodes)
    {
        var command = Resolve(name);
        if (_functions.TryGetValue(command, out var function)) return Invoke(function, [.. args.Positional], args.Named, input);
        switch (command)
        {
            case "invoke-expression":
                var code = args.Get("command") ?? args.At(0) ?? input;
                if (code is PsUnknown && _record.Urls.Count > 0) _record.Start("Invoke-Expression", Steps("Invoke-Expression"));   // of what was fetched
                return code is PsUnknown ? code : Expression(string.Join('\n', PsConvert.Items(code).Select(PsConvert.Text)), "Invoke-Expression");
            case "foreach-object":
                if ((args.Get("process") ?? args.At(0)) is PsScriptBlock each)
                {
                    if (args.Positional.Count > 1 && args.Positional[0] is PsScriptBlock begin && args.Positional[1] is PsScriptBlock process)
                    {
                        Block(begin.Body);
                        var all = ForEachObject(process, input);
                        if (args.Positional.Count > 2 && args.Positional[2] is PsScriptBlock end) Block(end.Body);
                        return all;
                    }
                    return ForEachObject(each, input);
                }
                return args.At(0) is string member ? PsConvert.Items(input).Select(item => args.Positional.Count > 1 ? PsMembers.Call(this, item, member.ToLowerInvariant(), [.. args.Positional.Skip(1)]) : PsMembers.Property(this, item, member.ToLowerInvariant()) ?? PsMembers.Call(this, item, member.ToLowerInvariant(), [])).ToArray() : input;
            case "where-object":
                if (args.At(0) is not PsScriptBlock test) return input;
                var kept = new List<object?>();
                foreach (var item in PsConvert.Items(input))
                {
                    if (!Step()) break;
                    _scope.Values["_"] = item;
                    if (PsConvert.Condition(Unwrap(Block(test.Body))) is not false) kept.Add(item);
                }
                return Unwrap(kept);
            case "write-output" or "out-string" or "write-host" or "out-default" or "out-host" or "tee-object":
                var shown = hasInput && args.Positional.Count == 0 ? input : args.Positional.Count == 1 ? args.At(0) : args.Positional.ToArray();
                if (command is "write-host" or "out-host") { Print(shown); return null; }
                return command == "out-string" ? string.Join("\r\n", PsConvert.Items(shown).Select(PsConvert.Text)) : shown;
            case "out-null" or "start-sleep" or "clear-host" or "set-location" or "remove-item" or "set-strictmode" or "set-executionpolicy" or "import-module" or "write-verbose" or "write-debug" or "write-error" or "write-progress" or "write-warning" or "get-host" or "stop-process" or "push-location" or "pop-location": return null;
            case "new-object":
                if (args.Get("comobject", 1) is { } com and not bool) return new ComObject(PsConvert.Text(com).ToLowerInvariant());
                var type = args.Text("typename", 0);
                if (args.Named.ContainsKey("com") || args.Named.ContainsKey("comobject") || args.Named.ContainsKey("c")) return new ComObject(type.ToLowerInvariant());
                var arguments = args.Get("argumentlist") ?? (args.Positional.Count > 2 ? args.Positional.Skip(1).ToArray() : args.At(1));
                return PsObjects.Create(this, type, arguments is object?[] many && !PsTypes.Bare(type).Contains("memorystream", StringComparison.Ordinal) ? many : arguments is null ? [] : [arguments]);
            case "invoke-webrequest" or "invoke-restmethod":
                var uri = args.Text("uri", 0);
                if (uri.Length == 0 && hasInput) uri = PsConvert.Text(input);
                _record.Fetch(uri, args.Get("outfile") is { } file and not bool ? PsConvert.Text(file) : null, Steps(command == "invoke-webrequest" ? "Invoke-WebRequest" : "Invoke-RestMethod"));
                return PsUnknown.Value;
            case "start-bitstransfer":
                _record.Fetch(args.Text("source", 0), args.Text("destination", 1), Steps("Start-BitsTransfer"));
                return null;
            case "start-process" or "invoke-item" or "start":
                var program = args.Text(command == "invoke-item" ? "path" : "filepath", 0);
                var parameters = command == "invoke-item" ? "" : string.Join(' ', PsConvert.Items(args.Get("argumentlist", 1) ?? args.At(1)).Select(PsConvert.Text));
                if (program.Contains("://", StringComparison.Ordinal) && parameters.Length == 0) _record.Fetch(program, null, Steps("Start-Process"));
                else _record.Run($"{Quoted(program)} {parameters}", Steps(command == "invoke-item" ? "Invoke-Item" : "Start-Process"));
                return PsUnknown.Value;
            case "invoke-wmimethod" or "invoke-cimmethod":
                var line = PsConvert.Items(args.Get("argumentlist") is PsTable t0 ? t0.Items.Values.FirstOrDefault() : args.Get("arguments") is PsTable t1 ? t1.Items.Values.FirstOrDefault() : args.Get("argumentlist") ?? args.At(2));
                if (line.Length > 0) _record.Run(PsConvert.Text(line[0]), Steps("Win32_Process.Create"));
                return PsUnknown.Value;
            case "invoke-command" or "start-job" or "measure-command":
                return (args.Get("scriptblock") ?? args.At(0)) is PsScriptBlock job ? Invoke(job, PsConvert.Items(args.Get("argumentlist")), input: input) : PsUnknown.Value;
            case "set-content" or "add-content" or "out-file" or "new-item" or "export-clixml":
                return Write(command, args, input, hasInput);
            case "set-itemproperty" or "new-itemproperty":
                var key = args.Text("path", 0) + "\\" + args.Text("name", 1);
                _record.Registry(key, PsConvert.Text(args.Get("value") is bool ? args.At(0) : args.Get("value") ?? args.At(2)), Steps(command == "set-itemproperty" ? "Set-ItemProperty" : "New-ItemProperty"));
                return null;
            case "get-variable":
                var wanted = args.Text("name", 0);
                var asked = Find(wanted);
                return args.Named.Keys.Any(k => k.StartsWith("value", StringComparison.OrdinalIgnoreCase)) ? asked : new VariableObject(wanted, asked);
            case "set-variable" or "new-variable":
                SetVariable(args.Text("name", 0).ToLowerInvariant(), args.Get("value", 1) ?? args.At(1));
                return null;
            case "get-item" or "get-childitem":
                var item1 = args.Text("path", 0).ToLowerInvariant();
                if (item1.StartsWith("variable:", StringComparison.Ordinal)) return new VariableObject(item1[9..], Find(item1[9..].TrimStart('/', '\\')));
                if (item1.StartsWith("env:", StringComparison.Ordinal)) return new VariableObject(item1[4..], GetVariable(item1.Replace("env:\\", "env:", StringComparison.Ordinal)));
                return PsUnknown.Value;
            case "set-item":
                var target = args.Text("path", 0).ToLowerInvariant();
                if (target.StartsWith("variable:", StringComparison.Ordinal)) SetVariable(target[9..].TrimStart('/', '\\'), args.Get("value", 1) ?? args.At(1));
                else if (target.StartsWith("env:", StringComparison.Ordinal)) SetVariable(target, args.At(1));
                return null;
            case "get-command" or "get-alias":
                return Named(args.Text("name", 0));
            case "set-alias" or "new-alias":
                if (_aliases.Count < 500) _aliases[args.Text("name", 0)] = args.Text("value", 1);
                return null;
            case "convertto-securestring":
                var secret = args.Text("string", 0);
                if (secret.Length == 0 && hasInput) secret = PsConvert.Text(input);
                if (PsConvert.Bytes(args.Get("key", 1)) is { } bytes) return PsTypes.Decrypt(secret, bytes) is { } plain ? new SecureStringObject(plain) : PsUnknown.Value;
                return new SecureStringObject(secret);
            case "get-random": return PsConvert.Items(args.Get("inputobject") ?? args.At(0) ?? input) is { Length: > 0 } choices ? choices[0] : 42L;
            case "join-path": return args.Text("path", 0).TrimEnd('\\') + "\\" + args.Text("childpath", 1).TrimStart('\\');
            case "split-path": return args.Text("path", 0);
            case "get-content":
                var read = Known(PsConvert.Text(args.Get("path") ?? args.Get("literalpath") ?? args.At(0)));
                if (read is null) return PsUnknown.Value;
                if (args.Get("raw") is not null) return read;
                var lines = PsConvert.Lines(read);
                if (PsConvert.TryNumber(args.Get("tail") ?? args.Get("last"), out var atEnd) && atEnd > 0 && atEnd < lines.Length) return lines[^(int)atEnd..];
                return PsConvert.TryNumber(args.Get("totalcount") ?? args.Get("head") ?? args.Get("first"), out var head) && head > 0 && head < lines.Length ? lines[..(int)head] : lines;
            case "test-path" or "get-process" or "get-service" or "get-wmiobject" or "get-ciminstance" or "get-date" or "get-culture" or "get-member" or "test-connection" or "get-clipboard": return PsUnknown.Value;
            case "select-object":
                var list = PsConvert.Items(input);
                if (args.Get("first") is { } first && PsConvert.TryNumber(first, out var top)) return list.Take((int)Math.Clamp(top, 0, list.Length)).ToArray();
                if (args.Get("last") is { } last && PsConvert.TryNumber(last, out top)) return list.TakeLast((int)Math.Clamp(top, 0, list.Length)).ToArray();
                if (args.Get("expandproperty") is { } property) return PsMembers.Property(this, input, PsConvert.Text(property).ToLowerInvariant());
                return input;
            case "sort-object":
                return args.Positional.Count == 0 && Pay(PsConvert.Items(input).Length) ? PsConvert.Items(input).OrderBy(PsConvert.Text, StringComparer.OrdinalIgnoreCase).ToArray() : PsUnknown.Value;
            case "measure-object": return new VariableObject("count", (long)PsConvert.Items(input).Length);
            case "add-type":
                var source = args.Text("typedefinition", 0) + args.Text("memberdefinition", 1);
                if (source.Contains("VirtualAlloc", StringComparison.OrdinalIgnoreCase)) _record.Call("Add-Type VirtualAlloc", null, Steps("Add-Type"));
                return null;
            case "copy-item" or "move-item":
                if (args.Text("path", 0).Contains("://", StringComparison.Ordinal) || args.Text("path", 0).StartsWith(@"\\", StringComparison.Ordinal)) _record.Fetch(args.Text("path", 0), args.Text("destination", 1), Steps("Copy-Item"));
                return null;
            case "register-scheduledtask" or "new-scheduledtaskaction":
                if (args.Get("execute") is { } execute) _record.Run($"{PsConvert.Text(execute)} {args.Text("argument", 1)}", Steps("New-ScheduledTaskAction"));
                return PsUnknown.Value;
        }
        return Native(name, args, input, nodes);
    }

    /// <summary>A program. PowerShell inside of PowerShell is decoded as a layer of its own.</summary>
    private PsUnknown? Native(string name, Arguments args, object? input, IReadOnlyList<PsNode> nodes)
    {
        if (!LooksLikeProgram(name) || name.Length > 4096) return PsUnknown.Value;
        var line = new StringBuilder(Quoted(name));
        foreach (var node in nodes)
        {
            if (node is PsParameterName parameter)
            {
                if (parameter.Name == ">") continue;
                line.Append(" -").Append(parameter.Name);
                if (parameter.Value is not null) line.Append(':').Append(PsConvert.Text(Value(parameter.Value)));
            }
            else if (node is PsList list) line.Append(' ').AppendJoin(',', list.Items.Select(item => PsConvert.Text(Value(item))));   // a,b is one argument to a program
            else line.Append(' ').Append(Quoted(PsConvert.Text(node is PsScriptBlock ? null : Value(node))));
            if (line.Length > MostText) break;
        }
        if (nodes.Count == 0)
            foreach (var arg in args.Positional) line.Append(' ').Append(Quoted(PsConvert.Text(arg)));
        // What is piped into an interpreter is its script.
        if (input is string script && script.Length > 0 && (name.Contains("powershell", StringComparison.OrdinalIgnoreCase) || name.Contains("cmd", StringComparison.OrdinalIgnoreCase)))
            _record.Evaluate(script, name.Contains("cmd", StringComparison.OrdinalIgnoreCase) ? FileType.Batch : FileType.PowerShell, Steps(name.ToLowerInvariant()));
        _record.Run(line.ToString(), Steps("run"));
        return PsUnknown.Value;
    }

    private static bool LooksLikeProgram(string name) => name.Contains('\\', StringComparison.Ordinal) || name.Contains('.', StringComparison.Ordinal)
        || Resolve1(name) is "powershell" or "pwsh" or "cmd" or "mshta" or "wscript" or "cscript" or "rundll32" or "regsvr32" or "certutil" or "bitsadmin" or "msiexec" or "wmic" or "schtasks" or "reg" or "curl" or "explorer" or "net" or "netsh" or "ping" or "tar" or "msbuild" or "installutil" or "taskkill" or "forfiles";

    private static string Resolve1(string name) => name.ToLowerInvariant();

    private static string Quoted(string text) => text.Contains(' ', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private object? Find(string name)
    {
        name = name.ToLowerInvariant();
        if (name.AsSpan().IndexOfAny('*', '?', '[') < 0) return GetVariable(name);
        for (var scope = _scope; scope is not null; scope = scope.Outer)
            foreach (var (known, value) in scope.Values)
                if (PsOperators.Like(known, name, ignoreCase: true)) return value;
        return PsUnknown.Value;
    }

    /// <summary>The first command whose name fits.</summary>
    private static object? Named(string pattern)
    {
        foreach (var (alias, command) in PsEnvironment.Aliases)
            if (PsOperators.Like(alias, pattern, ignoreCase: true)) return command;
        foreach (var cmdlet in PsEnvironment.Cmdlets)
            if (PsOperators.Like(cmdlet, pattern, ignoreCase: true)) return cmdlet;
        return pattern.AsSpan().IndexOfAny('*', '?') < 0 ? pattern : PsUnknown.Value;
    }

    private object? Write(string command, Arguments args, object? input, bool hasInput)
    {
        var path = command switch { "out-file" => args.Get("filepath") ?? args.Get("literalpath") ?? args.At(0), _ => args.Get("path") ?? args.Get("literalpath") ?? args.At(0) };
        var value = hasInput ? input : args.Get("value", 1) is { } given and not bool ? given : args.At(1);
        if (command == "new-item" && (PsConvert.Text(path).StartsWith("hk", StringComparison.OrdinalIgnoreCase) || value is null)) return null;
        ReadOnlyMemory<byte>? content = value is PsUnknown ? null
            : PsConvert.Text(args.Get("encoding")).Equals("byte", StringComparison.OrdinalIgnoreCase) || value is byte[]? PsConvert.Bytes(value)
            : Encoding.UTF8.GetBytes(string.Join("\r\n", PsConvert.Items(value).Select(PsConvert.Text)));
        _record.Write(PsConvert.Text(path), content, Steps(command switch { "out-file" => "Out-File", "new-item" => "New-Item", "add-content" => "Add-Content", _ => "Set-Content" }));
        return null;
    }

    /// <summary>A variable as an object: <c>(Get-Variable x).Value</c>.</summary>
    private sealed class VariableObject(string name, object? value) : PsObject
    {
        public override string Type => "PSVariable";
        public override string Text => name;
        public override object? Get(PsEvaluator by, string member) => member is "value" or "count" ? value : member is "name" ? name : PsMembers.Property(by, value, member);
        public override object? Call(PsEvaluator by, string member, object?[] args) => PsMembers.Call(by, value, member, args);
    }
}
