using Lurewatch.Scripts.Vba.Emulation.Runtime;
using Lurewatch.Scripts.Vba.Emulation.Syntax;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary>Functions of Windows' libraries that code declares: what they would do is recorded by their names.</summary>
internal static class NativeFunctions
{
    public static Variant Call(Interpreter by, DeclaredFunction function, ReadOnlySpan<Variant> args)
    {
        var name = function.Function;
        var bare = name.Length > 2 && name[^1] is 'A' or 'W' && char.IsLower(name[^2]) ? name[..^1] : name;
        var library = function.Library;
        switch (bare.ToLowerInvariant())
        {
            case "urldownloadtofile" when args.Length > 2:
                by.Record.Fetch(args[1].AsText(), args[2].AsText(), by.Steps(name));
                return Variant.Long(0);
            case "urldownloadtocachefile" when args.Length > 1:
                by.Record.Fetch(args[1].AsText(), null, by.Steps(name));
                return Variant.Long(0);
            case "internetopenurl" or "internetconnect" when args.Length > 1:
                by.Record.Fetch(args[1].AsText(), null, by.Steps(name));
                return Variant.Long(13369348);
            case "shellexecute" when args.Length > 3:
                by.Record.Run($"{args[2].AsText()} {args[3].AsText()}", by.Steps(name));
                return Variant.Long(42);
            case "winexec" when args.Length > 0:
                by.Record.Run(args[0].AsText(), by.Steps(name));
                return Variant.Long(42);
            case "createprocess" when args.Length > 1:
                by.Record.Run($"{args[0].AsText()} {args[1].AsText()}", by.Steps(name));
                return Variant.Long(1);
            case "sleep" or "sleepex": return Variant.Long(0);
            case "gettickcount" or "gettickcount64" or "timegettime": return Variant.Long(by.Machine.Now() % 1 * 86_400_000);
            case "getcursorpos" or "getasynckeystate" or "isdebuggerpresent": return Variant.Long(0);
            case "getsystemmetrics": return Variant.Long(1920);
            default:
                var texts = new List<string>();
                foreach (var arg in args)
                    if (arg.AsText() is { Length: > 0 } text) texts.Add(text.Length > 200 ? text[..200] : text);
                by.Record.Call($"{library}!{name}", texts.Count > 0 ? string.Join(", ", texts) : null, by.Steps(name));
                // Memory that was reserved, a module that was found: code goes on with a number that is not zero.
                return Variant.Long(0x00B0_0000);
        }
    }
}
