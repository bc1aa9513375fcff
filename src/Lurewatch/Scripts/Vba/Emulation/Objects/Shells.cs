using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary><c>WScript.Shell</c>.</summary>
internal sealed class ShellObject : VbaObject
{
    public override string Type => "WshShell";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        var first = args.Length > 0 ? args[0].AsText() : "";
        switch (member)
        {
            case "run" or "exec":
                by.Record.Run(WindowsMachine.Expand(first), by.Steps("WScript.Shell." + (member == "run" ? "Run" : "Exec")));
                return member == "run" ? Variant.Int(0) : Variant.Of(new ExecObject());
            case "regwrite":
                by.Record.Registry(first, args.Length > 1 ? args[1].AsText() : null, by.Steps("WScript.Shell.RegWrite"));
                return Variant.Empty;
            case "expandenvironmentstrings": return Variant.Of(WindowsMachine.Expand(first));
            case "environment": return Variant.Of(new EnvironmentObject());
            case "specialfolders": return args.Length > 0 ? Variant.Of(WindowsMachine.SpecialFolder(first)) : Variant.Of(new MemberFunction(this, "specialfolders"));
            case "createshortcut": return Variant.Of(new ShortcutObject(first));
            case "currentdirectory": return Variant.Of(@"C:\Users\user\Documents");
            case "popup": return Variant.Int(1);
            case "appactivate" or "sendkeys" or "logevent" or "regdelete": return Variant.True;
            default: return Variant.Unknown;
        }
    }
}

/// <summary>What <c>Exec</c> returns.</summary>
internal sealed class ExecObject : VbaObject
{
    public override string Type => "WshExec";
    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
    {
        "status" => Variant.Int(1),
        "exitcode" => Variant.Int(0),
        "processid" => Variant.Int(4711),
        "stdout" or "stderr" or "stdin" => Variant.Of(this),
        "atendofstream" => Variant.True,
        "readall" or "readline" => Variant.Unknown,
        _ => Variant.Unknown,
    };
}

/// <summary><c>Environment("Process")</c>.</summary>
internal sealed class EnvironmentObject : VbaObject
{
    public override string Type => "WshEnvironment";
    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => args.Length > 0 ? Variant.Of(WindowsMachine.Variable(args[0].AsText()) ?? "") : Variant.Of(this);
    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member == "item" ? Index(by, args) : Variant.Unknown;
}

/// <summary>A shortcut that code makes: a file that starts something later.</summary>
internal sealed class ShortcutObject(string path) : VbaObject
{
    private string _target = "", _arguments = "";
    public override string Type => "WshShortcut";

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (member == "targetpath") _target = value.AsText();
        else if (member == "arguments") _arguments = value.AsText();
    }

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (member != "save") return Variant.Unknown;
        by.Record.Write(path, null, by.Steps("CreateShortcut"));
        by.Record.Run($"{_target} {_arguments}", by.Steps("CreateShortcut"));
        return Variant.Empty;
    }
}

/// <summary><c>Shell.Application</c>, its folders and windows.</summary>
internal sealed class ShellApplication : VbaObject
{
    public override string Type => "IShellDispatch6";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        var first = args.Length > 0 ? args[0].AsText() : "";
        switch (member)
        {
            case "shellexecute" or "open" or "explore":
                var parameters = args.Length > 1 && !args[1].IsMissing ? args[1].AsText() : "";
                if (first.Contains("://", StringComparison.Ordinal) && parameters.Length == 0) by.Record.Fetch(first, null, by.Steps("ShellExecute"));
                else by.Record.Run($"{first} {parameters}", by.Steps("ShellExecute"));
                return Variant.Empty;
            case "item" or "document" or "application" or "parent" or "windows" or "self" or "namespace" or "parsename" or "items": return Variant.Of(this);
            case "copyhere" or "movehere":
                by.Record.Write(first, null, by.Steps("CopyHere"));
                return Variant.Empty;
            case "invokeverb" or "doit": return Variant.Empty;
            case "count": return Variant.Int(1);
            default: return Variant.Unknown;
        }
    }

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => Variant.Of(this);
    public override IReadOnlyList<Variant> Enumerate(Interpreter by) => [Variant.Of(this)];
}

/// <summary><c>WScript.Network</c>.</summary>
internal sealed class NetworkObject : VbaObject
{
    public override string Type => "WshNetwork";
    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "username": return Variant.Of(WindowsMachine.Variable("USERNAME") ?? "");
            case "computername": return Variant.Of(WindowsMachine.Variable("COMPUTERNAME") ?? "");
            case "userdomain": return Variant.Of(WindowsMachine.Variable("USERDOMAIN") ?? "");
            case "mapnetworkdrive" when args.Length > 1:
                by.Record.Fetch(args[1].AsText(), null, by.Steps("MapNetworkDrive"));
                return Variant.Empty;
            default: return Variant.Unknown;
        }
    }
}

/// <summary><c>WScript</c> of the script host.</summary>
internal sealed class ScriptHost : VbaObject
{
    public override string Type => "Windows Script Host";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "createobject" or "getobject": return args.Length > 0 ? Library.Functions.Find(member)!(by, args) : Variant.Unknown;
            case "scriptfullname": return Variant.Of(@"C:\Users\user\Downloads\" + by.Host.FileName);
            case "scriptname": return Variant.Of(by.Host.FileName);
            case "path": return Variant.Of(@"C:\Windows\System32");
            case "fullname": return Variant.Of(@"C:\Windows\System32\wscript.exe");
            case "name": return Variant.Of("Windows Script Host");
            case "version": return Variant.Of("5.812");
            case "arguments": return Variant.Of(new Collection("WshArguments", []));
            case "interactive": return Variant.True;
            case "sleep" or "echo" or "connectobject" or "disconnectobject": return Variant.Empty;
            case "quit": return Variant.Empty;
            default: return Variant.Unknown;
        }
    }
}

/// <summary>Windows Management Instrumentation by moniker.</summary>
internal static class Wmi
{
    /// <summary><c>winmgmts:{…}!\\.\root\cimv2:Win32_Process</c>: the service, or a class of it.</summary>
    public static VbaObject FromMoniker(string path)
    {
        var rest = path[(path.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (rest.StartsWith('{') && rest.IndexOf('}', StringComparison.Ordinal) is > 0 and var close) rest = rest[(close + 1)..].TrimStart('!');
        var last = rest[(rest.AsSpan().LastIndexOfAny(':', '\\', '/') + 1)..];
        return last.StartsWith("Win32_", StringComparison.OrdinalIgnoreCase) ? new WmiClass(last) : new WmiService("SWbemServicesEx");
    }
}

/// <summary>A WMI service, or the locator that connects to one.</summary>
internal sealed class WmiService(string type) : VbaObject
{
    public override string Type => type;

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        var first = args.Length > 0 ? args[0].AsText() : "";
        switch (member)
        {
            case "connectserver" or "security_": return Variant.Of(new WmiService("SWbemServicesEx"));
            case "get": return Variant.Of(new WmiClass(first[(first.LastIndexOf(':') + 1)..]));
            case "execquery": return Variant.Of(new WmiQuery(first));
            case "instancesof" or "subclassesof": return Variant.Of(new WmiQuery("from " + first));
            case "execmethod":
                if (args.Length > 2) new WmiClass(first).Get(by, args[1].AsText().ToLowerInvariant(), args[2].Object is WmiClass parameters ? [Variant.Of(parameters.Parameter("commandline"))] : args[2..]);
                return Variant.Of(new UnknownObject("SWbemObject"));
            default: return Variant.Unknown;
        }
    }
}

/// <summary>A WMI class or the parameters of one of its methods.</summary>
internal sealed class WmiClass(string name) : VbaObject
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);
    public override string Type => "SWbemObjectEx";

    public string Parameter(string parameter) => _parameters.GetValueOrDefault(parameter, "");

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        var first = args.Length > 0 ? args[0].AsText() : "";
        switch (member)
        {
            case "create":
                by.Record.Run(first, by.Steps((name.Length > 0 ? name : "Win32_Process") + ".Create"));
                return Variant.Int(0);
            case "spawninstance_" or "inparameters" or "methods_" or "properties_" or "item" or "clone_": return Variant.Of(member is "spawninstance_" ? new WmiClass(name) : this);
            case "execmethod_":
                if (first.Equals("Create", StringComparison.OrdinalIgnoreCase) && args.Length > 1 && args[1].Object is WmiClass parameters) by.Record.Run(parameters.Parameter("commandline"), by.Steps(name + ".Create"));
                return Variant.Of(new UnknownObject("SWbemObject"));
            case "run" or "exec":
                by.Record.Run(first, by.Steps(name));
                return Variant.Int(0);
            default: return _parameters.TryGetValue(member, out var value) ? Variant.Of(value) : Variant.Unknown;
        }
    }

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => Variant.Of(this);

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (_parameters.Count < 50) _parameters[member] = value.AsText();
    }
}

/// <summary>The answer to a WMI query: one object of an ordinary desktop.</summary>
internal sealed class WmiQuery(string query) : VbaObject
{
    public override string Type => "SWbemObjectSet";
    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member == "count" ? Variant.Int(Rows) : member is "itemindex" or "item" ? Variant.Of(new WmiRow()) : Variant.Unknown;
    public override IReadOnlyList<Variant> Enumerate(Interpreter by) => Rows == 0 ? [] : [Variant.Of(new WmiRow())];

    /// <summary>A query for a process by name asks for an analysis tool: there is none.</summary>
    private int Rows => query.Contains("where", StringComparison.OrdinalIgnoreCase) && query.Contains("name", StringComparison.OrdinalIgnoreCase) ? 0 : 1;
}

/// <summary>An object that WMI found.</summary>
internal sealed class WmiRow : VbaObject
{
    public override string Type => "SWbemObjectEx";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
    {
        "name" or "caption" => Variant.Of("Microsoft Windows 10 Pro"),
        "version" => Variant.Of("10.0.19044"),
        "manufacturer" => Variant.Of("LENOVO"),
        "model" => Variant.Of("20XW00FQGE"),
        "numberofcores" or "numberoflogicalprocessors" => Variant.Int(8),
        "totalphysicalmemory" => Variant.Of(17_000_000_000d),
        "size" or "freespace" => Variant.Of(500_000_000_000d),
        "serialnumber" => Variant.Of("PF2ABCDE"),
        "domain" => Variant.Of("corp.example"),
        "partofdomain" => Variant.True,
        "username" => Variant.Of(@"CORP\user"),
        _ => Variant.Unknown,
    };
}

/// <summary>The task scheduler and the objects below it: an action's path and arguments make a command.</summary>
internal sealed class TaskObject(string type) : VbaObject
{
    private readonly List<TaskObject> _actions = [];
    private string _path = "", _arguments = "";
    public override string Type => type;

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "connect": return Variant.Empty;
            case "newtask": return Variant.Of(new TaskObject("TaskDefinition"));
            case "create" when _inActions:
                var action = new TaskObject("Action");
                if (_actions.Count < 50) _actions.Add(action);
                return Variant.Of(action);
            case "actions":
                _inActions = true;
                return Variant.Of(this);
            case "registertaskdefinition":
                if (args.Length > 1 && args[1].Object is TaskObject definition)
                    foreach (var run in definition._actions) by.Record.Run($"{run._path} {run._arguments}", by.Steps("Schedule.Service"));
                return Variant.Of(this);
            case "registertask":
                if (args.Length > 1) by.Record.Evaluate(args[1].AsText(), Lurewatch.Files.FileType.Xml, by.Steps("Schedule.Service"));
                return Variant.Of(this);
            case "getfolder" or "createfolder" or "run": return Variant.Of(this);
            default: return Variant.Of(new UnknownObject(member));
        }
    }

    private bool _inActions;

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (member == "path") _path = value.AsText();
        else if (member == "arguments") _arguments = value.AsText();
    }
}

/// <summary><c>InternetExplorer.Application</c>.</summary>
internal sealed class Browser : VbaObject
{
    public override string Type => "IWebBrowser2";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "navigate" or "navigate2":
                if (args.Length > 0) by.Record.Fetch(args[0].AsText(), null, by.Steps("InternetExplorer.Navigate"));
                return Variant.Empty;
            case "busy": return Variant.False;
            case "readystate": return Variant.Int(4);
            default: return Variant.Of(new UnknownObject(member));
        }
    }
}

/// <summary><c>ScriptControl</c>: code in another language, or in VBScript.</summary>
internal sealed class ScriptControl : VbaObject
{
    private string _language = "vbscript";
    public override string Type => "ScriptControl";

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (member == "language") _language = value.AsText().ToLowerInvariant();
    }

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (member is "addcode" or "eval" or "executestatement" && args.Length > 0)
        {
            by.Record.Evaluate(args[0].AsText(), _language.StartsWith('j') ? Lurewatch.Files.FileType.JavaScript : Lurewatch.Files.FileType.VbScript, by.Steps("ScriptControl"));
            return Variant.Unknown;
        }
        return Variant.Unknown;
    }
}
