using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary>A control of a form or a document.</summary>
/// <param name="control">What the file says of it.</param>
/// <param name="inner">Controls that lie in it, in order.</param>
internal sealed class ControlObject(HostControl control, IReadOnlyList<(string Name, Variant Value)> inner) : VbaObject
{
    private readonly Dictionary<string, Variant> _written = new(StringComparer.Ordinal);
    private readonly ControlList _inner = new(inner);

    public override string Type => "Control";
    public override Variant Default => Property("value") ?? Property("text") ?? Property("caption") ?? Variant.Of("");

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (Property(member) is { } value) return value;
        switch (member)
        {
            case "name": return Variant.Of(control.Name);
            case "value" or "text": return Default;
            case "controls" or "pages" or "tabs": return args.Length > 0 ? _inner.Index(by, args) : Variant.Of(_inner);
            case "selecteditem": return inner.Count > 0 ? inner[0].Value : Variant.Unknown;
            case "object": return Variant.Of(this);
            case "list" or "column": return Default;
            case "caption" or "tag" or "controltiptext" or "groupname" or "helpcontextid" or "accelerator": return Variant.Of("");
            default: return _inner.Find(member) ?? Variant.Unknown;
        }
    }

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        _written[member] = value;
        // Code may let the change of one control start the next step.
        if (member is "value" or "text") by.RaiseEvent(control.Form, control.Name + "_Change");
    }

    private Variant? Property(string name) => _written.TryGetValue(name, out var written) ? written : control.Properties.TryGetValue(name, out var value) ? Variant.Of(value) : null;
}

/// <summary>Controls in order, counted from zero, and by name.</summary>
internal sealed class ControlList(IReadOnlyList<(string Name, Variant Value)> controls) : VbaObject
{
    public override string Type => "Controls";

    public Variant? Find(string name)
    {
        foreach (var (known, value) in controls)
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
    {
        "count" => Variant.Long(controls.Count),
        "item" when args.Length > 0 => Index(by, args),
        _ => Find(member) ?? Variant.Unknown,
    };

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args)
    {
        if (args.Length == 0) return Variant.Of(this);
        if (args[0].IsText) return Find(args[0].AsText()) ?? Variant.Unknown;
        return args[0].TryNumber(out var n) && n >= 0 && n < controls.Count ? controls[(int)n].Value : Variant.Unknown;
    }

    public override IReadOnlyList<Variant> Enumerate(Interpreter by) => [.. controls.Select(control => control.Value)];
}

/// <summary>A form with its controls.</summary>
internal sealed class UserForm : VbaObject
{
    private const int MostNested = 16;
    private readonly string _name;
    private readonly List<(string Name, Variant Value)> _all = [];
    private readonly ControlList _controls;
    private readonly ControlObject? _own;

    public UserForm(string name, IEnumerable<HostControl> controls)
    {
        _name = name;
        var own = controls.Where(control => control.Name.Length == 0 || control.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        var others = controls.Except(own).ToLookup(control => control.Parent ?? "", StringComparer.OrdinalIgnoreCase);
        Inside("", others, 0);
        // The form's own list holds what lies in frames, too.
        _controls = new ControlList(_all);
        if (own.Count > 0) _own = new ControlObject(own[0], []);
    }

    private List<(string Name, Variant Value)> Inside(string parent, ILookup<string, HostControl> controls, int depth)
    {
        var inside = new List<(string, Variant)>();
        if (depth > MostNested) return inside;
        foreach (var control in controls[parent])
        {
            var at = _all.Count;
            _all.Add(default);
            var made = (control.Name, Variant.Of(new ControlObject(control, control.Name.Length > 0 ? Inside(control.Name, controls, depth + 1) : [])));
            _all[at] = made;
            inside.Add(made);
        }
        return inside;
    }

    public override string Type => _name;

    public Variant? Control(string name) => _controls.Find(name);

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (Control(member) is { } control) return args.Length > 0 ? control.Object!.Index(by, args) : control;
        switch (member)
        {
            case "controls": return args.Length > 0 ? _controls.Index(by, args) : Variant.Of(_controls);
            case "name": return Variant.Of(_name);
            case "hide" or "repaint" or "move": return Variant.Empty;
            case "show":
                by.RaiseEvent(_name, "UserForm_Activate");
                by.RaiseEvent(_name, "UserForm_Layout");
                return Variant.Empty;
            default: return _own?.Get(by, member, args) ?? Variant.Unknown;
        }
    }

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (Control(member) is { Object: { } control }) control.SetDefault(by, args, value);
        else _own?.Set(by, member, args, value);
    }
}
