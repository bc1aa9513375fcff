namespace Lurewatch.Scripts.Vba.Emulation.Runtime;

/// <summary>The last error.</summary>
internal sealed class ErrorState
{
    public int Number { get; private set; }
    public string Description { get; private set; } = "";

    public void Raise(int number)
    {
        Number = number;
        Description = number switch
        {
            5 => "Invalid procedure call or argument",
            6 => "Overflow",
            9 => "Subscript out of range",
            11 => "Division by zero",
            13 => "Type mismatch",
            91 => "Object variable or With block variable not set",
            _ => "Application-defined or object-defined error",
        };
    }

    public void Clear() => (Number, Description) = (0, "");
}

/// <summary><c>Err</c>.</summary>
internal sealed class ErrObject(ErrorState state) : VbaObject
{
    public override string Type => "ErrObject";
    public override Variant Default => Variant.Long(state.Number);

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "number": return Variant.Long(state.Number);
            case "description": return Variant.Of(state.Description);
            case "clear":
                state.Clear();
                return Variant.Empty;
            case "raise":
                by.Raise(args.Length > 0 && args[0].TryNumber(out var number) && Math.Abs(number) < int.MaxValue ? (int)number : 5);
                return Variant.Empty;
            default: return Variant.Of("");
        }
    }

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (member == "number" && value.TryNumber(out var number) && number == 0) state.Clear();
    }
}
