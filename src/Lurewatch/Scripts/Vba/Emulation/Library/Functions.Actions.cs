using Lurewatch.Scripts.Vba.Emulation.Objects;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Library;

/// <summary>What acts on the machine: it is recorded.</summary>
internal static partial class Functions
{
    private static void AddActions(Dictionary<string, LibraryFunction> all)
    {
        all["shell"] = (by, a) =>
        {
            if (a.Length > 0) by.Record.Run(a[0].AsText(), by.Steps("Shell"));
            return Variant.Of(4711);
        };
        all["createobject"] = (by, a) => a.Length > 0 && a[0].AsText() is { Length: > 0 } type ? Variant.Of(ComObjects.Create(by, type) ?? new UnknownObject(type)) : Variant.Unknown;
        all["getobject"] = (by, a) => ComObjects.GetObject(by, a.Length > 0 && !a[0].IsMissing ? a[0].AsText() : "", a.Length > 1 ? a[1].AsText() : "");
        all["callbyname"] = (by, a) =>
        {
            if (a.Length < 2 || a[0].Object is not { } target) return Variant.Unknown;
            var member = a[1].AsText().ToLowerInvariant();
            var args = a.Length > 3 ? a[3..] : [];
            if (a.Length > 2 && a[2].TryNumber(out var kind) && kind is 4 or 8)
            {
                if (args.Length > 0) target.Set(by, member, args[..^1], args[^1]);
                return Variant.Empty;
            }
            return target.Get(by, member, args);
        };
        all["environ"] = (by, a) => a.Length == 0 || a[0].IsUnknown ? Variant.Unknown : Variant.Of(WindowsMachine.Variable(a[0].AsText()) ?? "");
        all["strptr"] = all["varptr"] = all["objptr"] = (_, a) => a.Length > 0 ? a[0] : Variant.Unknown;   // functions of Windows are asked what lies there
        all["msgbox"] = (_, _) => Variant.Int(1);
        all["inputbox"] = (_, _) => Variant.Unknown;
        all["dir"] = (by, a) => a.Length == 0 || a[0].IsUnknown ? Variant.Of("") : Variant.Of(by.Files.Exists(a[0].AsText()) ? VirtualFiles.NameOf(a[0].AsText()) : "");
        all["freefile"] = (by, _) => Variant.Int(by.Files.FreeNumber());
        all["lof"] = all["filelen"] = (by, a) => a.Length > 0 && by.Files.Content(a[0].AsText()) is { } content ? Variant.Long(content.Length) : Variant.Unknown;
        all["eof"] = (by, a) => a.Length > 0 && by.Files.AtEnd(a[0].AsText()) is { } atEnd ? Variant.Of(atEnd) : Variant.True;
        all["input"] = (by, a) => a.Length > 1 ? by.Files.Read(a[1].AsText(), isLine: false) : Variant.Unknown;
        all["curdir"] = (_, _) => Variant.Of(@"C:\Users\user\Documents");
        all["command"] = (_, _) => Variant.Of("");
        all["kill"] = all["rmdir"] = all["mkdir"] = all["chdir"] = all["chdrive"] = all["setattr"] = all["sendkeys"] = all["appactivate"] = all["unload"] = (_, _) => Variant.Empty;
        all["load"] = (by, a) =>
        {
            if (a.Length > 0 && a[0].Object is ModuleInstance form) by.Load(form);
            return Variant.Empty;
        };
        all["getattr"] = (_, _) => Variant.Int(32);
        all["filecopy"] = (by, a) =>
        {
            if (a.Length > 1) by.Files.Copy(a[0].AsText(), a[1].AsText(), by.Steps("FileCopy"));
            return Variant.Empty;
        };
        all["savesetting"] = (by, a) =>
        {
            if (a.Length > 3) by.Record.Registry($@"HKCU\Software\VB and VBA Program Settings\{a[0].AsText()}\{a[1].AsText()}\{a[2].AsText()}", a[3].AsText(), by.Steps("SaveSetting"));
            return Variant.Empty;
        };
        all["getsetting"] = (_, a) => a.Length > 3 ? a[3] : Variant.Unknown;
        all["ddeinitiate"] = (by, a) =>
        {
            if (a.Length > 1) by.Record.Run($"{a[0].AsText()} {a[1].AsText()}", by.Steps("DDEInitiate"));
            return Variant.Int(1);
        };
        foreach (var name in (ReadOnlySpan<string>)["execute", "executeglobal", "eval"]) all[name] = (_, _) => Variant.Unknown;   // the interpreter itself runs them
        all["executeexcel4macro"] = (by, a) => by.Globals.Application.Get(by, "executeexcel4macro", a);
        all["getref"] = (_, a) => a.Length > 0 ? a[0] : Variant.Unknown;
        all["scriptengine"] = (_, _) => Variant.Of("VBScript");
    }
}
