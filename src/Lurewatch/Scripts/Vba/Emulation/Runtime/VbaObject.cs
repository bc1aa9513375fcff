namespace Lurewatch.Scripts.Vba.Emulation.Runtime;

/// <summary>An inert object: it answers and records, and does nothing. Members are asked for in lower case.</summary>
internal abstract class VbaObject
{
    /// <summary>What <c>TypeName</c> answers.</summary>
    public abstract string Type { get; }

    /// <summary>Value of the default member; an object without one is <see cref="VariantKind.Object"/>.</summary>
    public virtual Variant Default => Variant.Of(this);

    /// <summary>Reads a property or calls a method.</summary>
    public virtual Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => Variant.Unknown;

    /// <summary>Writes a property.</summary>
    public virtual void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
    }

    /// <summary>The object itself with arguments: <c>collection(1)</c>.</summary>
    public virtual Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => Get(by, "item", args);

    /// <summary>Writes to the object itself: <c>x = 1</c> where x holds an object with a default property, <c>dictionary("a") = 1</c>.</summary>
    public virtual void SetDefault(Interpreter by, ReadOnlySpan<Variant> args, Variant value) => Set(by, args.Length > 0 ? "item" : "value", args, value);

    /// <summary>What <c>For Each</c> goes through; null if it is not known.</summary>
    public virtual IReadOnlyList<Variant>? Enumerate(Interpreter by) => null;
}

/// <summary>An object of which only the name is known: every member of it is unknown, too.</summary>
internal sealed class UnknownObject(string type) : VbaObject
{
    public override string Type => type;
    public override Variant Default => Variant.Unknown;
}

/// <summary>A variable: its value and the type that it was declared with.</summary>
internal sealed class Cell
{
    public Variant Value;
    /// <summary>Declared type; Empty for Variant and for what is not modelled.</summary>
    public VariantKind Type;
    /// <summary>A constant is not written again.</summary>
    public bool IsConstant;
}
