namespace Lurewatch.Scripts.Xlm;

/// <summary>A formula as a tree, whether it stood in tokens or in text.</summary>
internal abstract class XlmExpression
{
    /// <summary>Levels that no honest formula reaches (Excel allows 64 of functions).</summary>
    public const int MostDepth = 120;

    /// <summary>Levels below and including this one.</summary>
    public int Depth { get; protected set; } = 1;

    protected static int Below(IEnumerable<XlmExpression> parts)
    {
        var depth = 0;
        foreach (var part in parts) depth = Math.Max(depth, part.Depth);
        return depth + 1;
    }
}

/// <summary>A constant.</summary>
internal sealed class XlmLiteral(XlmValue value) : XlmExpression
{
    public XlmValue Value => value;
}

/// <summary>Something in parentheses.</summary>
internal sealed class XlmGroup : XlmExpression
{
    public XlmGroup(XlmExpression inner)
    {
        Inner = inner;
        Depth = inner.Depth + 1;
    }

    public XlmExpression Inner { get; }
}

/// <summary>Cells; rows and columns count from 0.</summary>
/// <param name="sheet">Name of the sheet; null for the formula's own, empty for the active one.</param>
/// <param name="row">First row.</param>
/// <param name="column">First column.</param>
/// <param name="lastRow">Last row.</param>
/// <param name="lastColumn">Last column.</param>
/// <param name="relative">Which of the four move with the formula.</param>
internal sealed class XlmCells(string? sheet, int row, int column, int lastRow, int lastColumn, XlmRelative relative = XlmRelative.None) : XlmExpression
{
    public string? Sheet => sheet;
    public int Row => row;
    public int Column => column;
    public int LastRow => lastRow;
    public int LastColumn => lastColumn;
    public XlmRelative Relative => relative;
    public bool IsOne => row == lastRow && column == lastColumn;
}

/// <summary>Parts of a reference that move with the formula.</summary>
[Flags]
internal enum XlmRelative : byte
{
    None = 0,
    Row = 1,
    Column = 2,
    LastRow = 4,
    LastColumn = 8,
    All = 15,
}

/// <summary>A defined name.</summary>
internal sealed class XlmName(string? sheet, string name) : XlmExpression
{
    /// <summary>The sheet or workbook that it is asked from; null for this one.</summary>
    public string? Sheet => sheet;
    public string Name => name;
}

/// <summary>A sign before or a percent sign behind.</summary>
internal sealed class XlmSign : XlmExpression
{
    public XlmSign(char sign, XlmExpression operand)
    {
        Sign = sign;
        Operand = operand;
        Depth = operand.Depth + 1;
    }

    /// <summary><c>+</c>, <c>-</c> or <c>%</c>.</summary>
    public char Sign { get; }
    public XlmExpression Operand { get; }
}

/// <summary>Operands joined by operators of one rank, from left to right: a thousand joined pieces are one level, not a thousand.</summary>
internal sealed class XlmOperation : XlmExpression
{
    private readonly List<(string Operator, XlmExpression Operand)> _rest = [];

    private XlmOperation(XlmExpression first) => First = first;

    public XlmExpression First { get; }
    public IReadOnlyList<(string Operator, XlmExpression Operand)> Rest => _rest;
    public int Rank => RankOf(_rest[0].Operator);

    /// <summary>Joins two operands; the left one grows where its rank is the same.</summary>
    public static XlmExpression Join(XlmExpression left, string op, XlmExpression right)
    {
        if (left is XlmOperation grown && grown.Rank == RankOf(op))
        {
            grown._rest.Add((op, right));
            grown.Depth = Math.Max(grown.Depth, right.Depth + 1);
            return grown;
        }
        var joined = new XlmOperation(left) { Depth = Math.Max(left.Depth, right.Depth) + 1 };
        joined._rest.Add((op, right));
        return joined;
    }

    /// <summary>How tightly an operator binds; 0 for what is none.</summary>
    public static int RankOf(string op) => op switch
    {
        "=" or "<>" or "<" or ">" or "<=" or ">=" => 1,
        "&" => 2,
        "+" or "-" => 3,
        "*" or "/" => 4,
        "^" => 5,
        "," => 7,
        " " => 8,
        ":" => 9,
        _ => 0,
    };
}

/// <summary>A function of the application by its English name, in capitals.</summary>
internal sealed class XlmCall : XlmExpression
{
    public XlmCall(string function, IReadOnlyList<XlmExpression> arguments)
    {
        Function = function;
        Arguments = arguments;
        Depth = Below(arguments);
    }

    public string Function { get; }
    public IReadOnlyList<XlmExpression> Arguments { get; }
}

/// <summary>A call of cells or of a name: a macro function, or one that was registered from a library.</summary>
internal sealed class XlmMacroCall : XlmExpression
{
    public XlmMacroCall(XlmExpression target, IReadOnlyList<XlmExpression> arguments)
    {
        Target = target;
        Arguments = arguments;
        Depth = Math.Max(Below(arguments), target.Depth + 1);
    }

    public XlmExpression Target { get; }
    public IReadOnlyList<XlmExpression> Arguments { get; }
}
