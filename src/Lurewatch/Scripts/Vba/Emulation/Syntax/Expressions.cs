using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Syntax;

/// <summary>An expression [MS-VBAL 5.6].</summary>
internal abstract class Expression;

/// <summary>A literal.</summary>
internal sealed class Literal(Variant value) : Expression
{
    public Variant Value => value;
}

/// <summary>A name without qualifier: a variable, a procedure, a function of the library, an object of the application.</summary>
internal sealed class Name(string text) : Expression
{
    /// <summary>In lower case, without brackets.</summary>
    public string Text => text;
    /// <summary>What the name stands for in its procedure, once that is known.</summary>
    public Binding Binding;
}

/// <summary>A member: <c>target.Name</c>; without target inside of <c>With</c>.</summary>
internal sealed class Member(Expression? target, string name) : Expression
{
    public Expression? Target => target;
    public string Text => name;
}

/// <summary>Something with arguments: a call, an element of an array, an item of a collection.</summary>
internal sealed class Call(Expression target, Argument[] arguments) : Expression
{
    public Expression Target => target;
    public Argument[] Arguments => arguments;
}

/// <param name="Value">Null where it was left out.</param>
/// <param name="Name">Of a named argument, in lower case.</param>
internal readonly record struct Argument(Expression? Value, string? Name);

/// <summary>Operators of one precedence, from left to right; a long chain of joins is one node, so that its length costs no depth.</summary>
internal sealed class Chain(Expression first, Operation[] rest) : Expression
{
    public Expression First => first;
    public Operation[] Rest => rest;
}

/// <param name="Operator">What.</param>
/// <param name="Operand">The right side.</param>
internal readonly record struct Operation(OperatorKind Operator, Expression Operand);

/// <summary>Operators with two sides, by precedence from the loosest.</summary>
internal enum OperatorKind
{
    None,
    Imp,
    Eqv,
    Xor,
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Like,
    Is,
    Concat,
    Add,
    Subtract,
    Modulo,
    IntegerDivide,
    Multiply,
    Divide,
    Power,
}

/// <summary>A sign or <c>Not</c>.</summary>
internal sealed class Unary(bool isNot, Expression operand) : Expression
{
    public bool IsNot => isNot;
    public Expression Operand => operand;
}

/// <summary><c>New Class</c>.</summary>
internal sealed class NewObject(string type) : Expression
{
    public string Type => type;
}

/// <summary><c>TypeOf x Is y</c>.</summary>
internal sealed class TypeOf(Expression operand, string type) : Expression
{
    public Expression Operand => operand;
    public string Type => type;
}

/// <summary><c>AddressOf procedure</c>.</summary>
internal sealed class AddressOf(string procedure) : Expression
{
    public string Procedure => procedure;
}

/// <summary>What a <see cref="Name"/> stands for.</summary>
internal readonly record struct Binding(BindingKind Kind, int Slot, object? Target);

/// <summary>Kinds of <see cref="Binding"/>.</summary>
internal enum BindingKind
{
    None,
    /// <summary>A variable of the procedure; its slot.</summary>
    Local,
    /// <summary>A variable of the procedure's own module; its slot in the instance.</summary>
    Own,
    /// <summary>A variable elsewhere; the cell.</summary>
    Cell,
    /// <summary>A procedure of the procedure's own module.</summary>
    Procedure,
    /// <summary>A procedure of another module; it and that module's instance.</summary>
    Foreign,
    /// <summary>A function of the library.</summary>
    Library,
    /// <summary>A fixed value: a constant of the library, an object of the application.</summary>
    Value,
    /// <summary>A function of a system library that a <c>Declare</c> names.</summary>
    Declared,
    /// <summary>The object whose code runs.</summary>
    Me,
}
