using System.Buffers.Binary;
using System.Text;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Files.Office.Workbooks;

/// <summary>Which workbook's tokens: their operands differ in width.</summary>
internal enum TokenForm
{
    /// <summary>Excel 5 and 95.</summary>
    Biff5,
    /// <summary>Excel 97 to 2003 [MS-XLS 2.5.198].</summary>
    Biff8,
    /// <summary>XLSB [MS-XLSB 2.5.98].</summary>
    Biff12,
}

/// <summary>What tokens refer to by number.</summary>
internal interface ITokenNames
{
    /// <summary>A defined name, counting from 1.</summary>
    string Name(int number);
    /// <summary>Sheet of an entry of the table of outside sheets.</summary>
    string Sheet(int entry);
    /// <summary>A name of an outside workbook or library, counting from 1.</summary>
    (string? Book, string Name) OutsideName(int entry, int number);
    /// <summary>Text in the code page of old workbooks.</summary>
    string Decode(ReadOnlySpan<byte> text);
}

/// <summary>Turns the tokens of a formula (reverse Polish) into a tree.</summary>
/// <remarks>Damaged tokens give what had been read till then as the last operand: a formula cut short still tells what it joined.</remarks>
internal ref struct FormulaTokens
{
    private const int MostOperands = 4096;
    private static readonly string[] s_operators = ["+", "-", "*", "/", "^", "&", "<", "<=", "=", ">=", ">", "<>", " ", ",", ":"];
    private readonly ReadOnlySpan<byte> _tokens;
    private readonly TokenForm _form;
    private readonly ITokenNames _names;
    private readonly AnalysisBudget _budget;
    private readonly int _row, _column;
    private readonly List<XlmExpression> _stack = [];
    private ReadOnlySpan<byte> _extra;
    private int _at;

    private FormulaTokens(ReadOnlySpan<byte> tokens, ReadOnlySpan<byte> extra, TokenForm form, ITokenNames names, int row, int column, AnalysisBudget budget)
    {
        _tokens = tokens;
        _extra = extra;
        _form = form;
        _names = names;
        _row = row;
        _column = column;
        _budget = budget;
    }

    /// <summary>The tree; null where there is nothing readable. <paramref name="row"/> and <paramref name="column"/> say where the formula stands, for references by distance.</summary>
    public static XlmExpression? Read(ReadOnlySpan<byte> tokens, ReadOnlySpan<byte> extra, TokenForm form, ITokenNames names, int row, int column, AnalysisBudget budget)
    {
        var reader = new FormulaTokens(tokens, extra, form, names, row, column, budget);
        while (reader._at < tokens.Length && budget.TryTakeSteps(1, "formula tokens"))
            if (!reader.Next()) break;
        return reader._stack.Count > 0 ? reader._stack[^1] : null;
    }

    /// <summary>The cell that holds a shared or array formula, where the first token says that it is one.</summary>
    public static (int Row, int Column)? Shared(ReadOnlySpan<byte> tokens, ReadOnlySpan<byte> extra, TokenForm form) =>
        tokens.Length < 5 || tokens[0] != 0x01 ? null
        : form == TokenForm.Biff12 ? (BinaryPrimitives.ReadInt32LittleEndian(tokens[1..]), extra.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(extra) : 0)
        : (BinaryPrimitives.ReadUInt16LittleEndian(tokens[1..]), form == TokenForm.Biff5 ? tokens[3] : BinaryPrimitives.ReadUInt16LittleEndian(tokens[3..]));

    private readonly int Wide(int biff5, int biff8, int biff12) => _form switch { TokenForm.Biff5 => biff5, TokenForm.Biff8 => biff8, _ => biff12 };

    private ReadOnlySpan<byte> Take(int size)
    {
        if (size > _tokens.Length - _at)
        {
            _at = _tokens.Length;
            return default;
        }
        var taken = _tokens.Slice(_at, size);
        _at += size;
        return taken;
    }

    private readonly bool Push(XlmExpression operand)
    {
        if (_stack.Count >= MostOperands || operand.Depth > XlmExpression.MostDepth) return false;
        _stack.Add(operand);
        return true;
    }

    private readonly XlmExpression Pop()
    {
        if (_stack.Count == 0) return new XlmLiteral(XlmValue.Missing);
        var top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private readonly List<XlmExpression> Pop(int count)
    {
        count = Math.Min(count, _stack.Count);
        var taken = _stack.GetRange(_stack.Count - count, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return taken;
    }

    private bool Next()
    {
        var token = _tokens[_at++];
        if (token >= 0x20) return Operand((byte)(token & 0x1F | 0x20));                // bits 5 and 6 are the class
        switch (token)
        {
            case 0x01 or 0x02: Take(4); return true;                                   // shared formula, table: not of this cell alone
            case >= 0x03 and <= 0x11:
                var right = Pop();
                var left = Pop();
                return Push(XlmOperation.Join(left, s_operators[token - 0x03], right));
            case 0x12: return Push(new XlmSign('+', Pop()));
            case 0x13: return Push(new XlmSign('-', Pop()));
            case 0x14: return Push(new XlmSign('%', Pop()));
            case 0x15: return Push(new XlmGroup(Pop()));
            case 0x16: return Push(new XlmLiteral(XlmValue.Missing));
            case 0x17: return Push(new XlmLiteral(XlmValue.Of(Text())));
            case 0x18: Take(_form == TokenForm.Biff12 ? 13 : 5); return true;
            case 0x19: return Attribute();
            case 0x1C: return Take(1) is [var error] && Push(new XlmLiteral(XlmValue.Error(error)));
            case 0x1D: return Take(1) is [var truth] && Push(new XlmLiteral(XlmValue.Of(truth != 0)));
            case 0x1E: return Take(2) is { Length: 2 } small && Push(new XlmLiteral(XlmValue.Of(BinaryPrimitives.ReadUInt16LittleEndian(small))));
            case 0x1F: return Take(8) is { Length: 8 } number && Push(new XlmLiteral(XlmValue.Of(BinaryPrimitives.ReadDoubleLittleEndian(number))));
            default: return false;
        }
    }

    private string Text()
    {
        switch (_form)
        {
            case TokenForm.Biff12:
                return Take(2) is { Length: 2 } count ? Encoding.Unicode.GetString(Take(BinaryPrimitives.ReadUInt16LittleEndian(count) * 2)) : "";
            case TokenForm.Biff8:
                var head = Take(2);
                if (head.Length < 2) return "";
                return (head[1] & 1) != 0 ? Encoding.Unicode.GetString(Take(head[0] * 2)) : Encoding.Latin1.GetString(Take(head[0]));
            default:
                return Take(1) is [var length] ? _names.Decode(Take(length)) : "";
        }
    }

    /// <summary>PtgAttr: hints for calculation, spaces, and the sum of one operand.</summary>
    private bool Attribute()
    {
        var head = Take(3);
        if (head.Length < 3) return false;
        if ((head[0] & 0x04) != 0) Take((BinaryPrimitives.ReadUInt16LittleEndian(head[1..]) + 1) * 2);       // jump table of CHOOSE
        return (head[0] & 0x10) == 0 || Push(new XlmCall("SUM", [Pop()]));
    }

    private bool Operand(byte token)
    {
        switch (token)
        {
            case 0x20:
                Take(Wide(7, 7, 14));
                return Push(new XlmLiteral(XlmValue.Of(Array())));
            case 0x21:
                return Take(2) is { Length: 2 } function && Call(BinaryPrimitives.ReadUInt16LittleEndian(function), -1);
            case 0x22:
                return Take(3) is { Length: 3 } variable && Call(BinaryPrimitives.ReadUInt16LittleEndian(variable[1..]), variable[0] & 0x7F);
            case 0x23:
                var name = Take(Wide(14, 4, 4));
                return !name.IsEmpty && Push(new XlmName(null, _names.Name(_form == TokenForm.Biff12 ? BinaryPrimitives.ReadInt32LittleEndian(name) : BinaryPrimitives.ReadUInt16LittleEndian(name))));
            case 0x24: return Cell(null, byDistance: false);
            case 0x25: return Area(null, byDistance: false);
            case 0x26:                                                                 // a cached union: its operands follow anyway, its areas lie behind
                var (count, size) = _form == TokenForm.Biff12 ? (4, 16) : (2, 8);
                if (_form != TokenForm.Biff5 && Skip(count) is { IsEmpty: false } areas) Skip((int)Math.Min(int.MaxValue, (count == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(areas) : BinaryPrimitives.ReadUInt16LittleEndian(areas)) * (long)size));
                return !Take(6).IsEmpty;
            case 0x27 or 0x28: return !Take(6).IsEmpty;
            case 0x29 or 0x2E or 0x2F: return !Take(2).IsEmpty;
            case 0x2A: Take(Wide(3, 4, 6)); return Push(new XlmLiteral(XlmValue.BadReference));
            case 0x2B: Take(Wide(6, 8, 12)); return Push(new XlmLiteral(XlmValue.BadReference));
            case 0x2C: return Cell(null, byDistance: true);
            case 0x2D: return Area(null, byDistance: true);
            case 0x39: return OutsideName();
            case 0x3A: return Sheet() is { } cell && Cell(cell, byDistance: false);
            case 0x3B: return Sheet() is { } area && Area(area, byDistance: false);
            case 0x3C: Take(Wide(17, 6, 8)); return Push(new XlmLiteral(XlmValue.BadReference));
            case 0x3D: Take(Wide(20, 10, 14)); return Push(new XlmLiteral(XlmValue.BadReference));
            default: return false;
        }
    }

    private readonly bool Call(int number, int count)
    {
        var arguments = Pop(count >= 0 ? count : XlmFunctions.Parameters(number));
        if (number != XlmFunctions.UserDefined) return Push(new XlmCall(XlmFunctions.Name(number), arguments));
        if (arguments.Count == 0) return false;
        // Functions of add-ins and those that are younger than the file format come by name.
        var rest = arguments.GetRange(1, arguments.Count - 1);
        if (arguments[0] is XlmName { Name: var name } && name.StartsWith("_xlfn.", StringComparison.OrdinalIgnoreCase)) return Push(new XlmCall(name[6..].ToUpperInvariant(), rest));
        return Push(new XlmMacroCall(arguments[0], rest));
    }

    /// <summary>The sheet of a reference with sheet; null where the tokens end.</summary>
    private string? Sheet()
    {
        if (_form != TokenForm.Biff5) return Take(2) is { Length: 2 } entry ? _names.Sheet(BinaryPrimitives.ReadUInt16LittleEndian(entry)) : null;
        var outside = Take(14);
        if (outside.Length < 14) return null;
        var index = BinaryPrimitives.ReadInt16LittleEndian(outside);                    // negative: a sheet of this workbook, by its place
        return _names.Sheet(index < 0 ? BinaryPrimitives.ReadUInt16LittleEndian(outside[10..]) : -index);
    }

    private bool OutsideName()
    {
        var token = Take(Wide(24, 6, 6));
        if (token.IsEmpty) return false;
        int entry = BinaryPrimitives.ReadUInt16LittleEndian(token);
        var number = _form == TokenForm.Biff12 ? BinaryPrimitives.ReadInt32LittleEndian(token[2..]) : BinaryPrimitives.ReadUInt16LittleEndian(token[(_form == TokenForm.Biff5 ? 10 : 2)..]);
        var (book, name) = _names.OutsideName(entry, number);
        return Push(new XlmName(book, name));
    }

    /// <summary>A row's number and a column's with its two flags.</summary>
    private (int Row, int Column, bool RowRelative, bool ColumnRelative) Place(uint row, int column, bool byDistance)
    {
        bool rowRelative, columnRelative;
        if (_form == TokenForm.Biff5)
        {
            (rowRelative, columnRelative) = ((row & 0x8000) != 0, (row & 0x4000) != 0);
            row &= 0x3FFF;
        }
        else
        {
            (rowRelative, columnRelative) = ((column & 0x8000) != 0, (column & 0x4000) != 0);
            column &= 0x3FFF;
        }
        var at = (int)Math.Min(row, XlmRange.MostRows - 1);
        if (byDistance)
        {
            var rows = Wide(0x4000, 0x10000, XlmRange.MostRows);
            var columns = Wide(0x100, 0x100, XlmRange.MostColumns);
            if (rowRelative) at = (int)(((long)_row + row) % rows);
            if (columnRelative) column = (_column + column) % columns;
        }
        return (at, column, rowRelative, columnRelative);
    }

    private static XlmRelative If(bool moves, XlmRelative parts) => moves ? parts : XlmRelative.None;

    private bool Cell(string? sheet, bool byDistance)
    {
        var bytes = Take(Wide(3, 4, 6));
        if (bytes.IsEmpty) return false;
        var (row, column) = _form switch
        {
            TokenForm.Biff5 => (BinaryPrimitives.ReadUInt16LittleEndian(bytes), bytes[2]),
            TokenForm.Biff8 => ((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes), (int)BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..])),
            _ => (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..])),
        };
        var place = Place(row, column, byDistance);
        var relative = If(place.RowRelative, XlmRelative.Row | XlmRelative.LastRow) | If(place.ColumnRelative, XlmRelative.Column | XlmRelative.LastColumn);
        return Push(new XlmCells(sheet, place.Row, place.Column, place.Row, place.Column, relative));
    }

    private bool Area(string? sheet, bool byDistance)
    {
        var bytes = Take(Wide(6, 8, 12));
        if (bytes.IsEmpty) return false;
        uint firstRow, lastRow;
        int firstColumn, lastColumn;
        if (_form == TokenForm.Biff12)
        {
            (firstRow, lastRow) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
            (firstColumn, lastColumn) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]));
        }
        else
        {
            (firstRow, lastRow) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
            (firstColumn, lastColumn) = _form == TokenForm.Biff8 ? (BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..])) : (bytes[4], bytes[5]);
        }
        var first = Place(firstRow, firstColumn, byDistance);
        var last = Place(lastRow, lastColumn, byDistance);
        var relative = If(first.RowRelative, XlmRelative.Row) | If(first.ColumnRelative, XlmRelative.Column) | If(last.RowRelative, XlmRelative.LastRow) | If(last.ColumnRelative, XlmRelative.LastColumn);
        return Push(new XlmCells(sheet, Math.Min(first.Row, last.Row), Math.Min(first.Column, last.Column), Math.Max(first.Row, last.Row), Math.Max(first.Column, last.Column), relative));
    }

    /// <summary>The next array behind the tokens [MS-XLS 2.5.198.8 PtgExtraArray].</summary>
    private XlmArray Array()
    {
        var head = _form == TokenForm.Biff12 ? 8 : 3;
        if (_extra.Length < head) return new XlmArray(1, []);
        var (columns, rows) = _form switch
        {
            TokenForm.Biff12 => (BinaryPrimitives.ReadUInt32LittleEndian(_extra[4..]), BinaryPrimitives.ReadUInt32LittleEndian(_extra)),   // rows first
            TokenForm.Biff8 => (_extra[0] + 1u, BinaryPrimitives.ReadUInt16LittleEndian(_extra[1..]) + 1u),
            _ => (_extra[0] == 0 ? 256u : _extra[0], BinaryPrimitives.ReadUInt16LittleEndian(_extra[1..])),
        };
        _extra = _extra[head..];
        var values = new List<XlmValue>();
        for (long n = 0; n < (long)columns * rows && _extra.Length > 0 && _budget.TryTakeSteps(1, "array constants"); n++)
        {
            if (Constant() is not { } value) break;
            values.Add(value);
        }
        return new XlmArray((int)Math.Min(columns, XlmRange.MostColumns), values);
    }

    private XlmValue? Constant()
    {
        var kind = _extra[0];
        _extra = _extra[1..];
        var isOld = _form != TokenForm.Biff12;
        switch (kind)
        {
            case 0x00 when isOld: return Skip(8) is { Length: 8 } ? XlmValue.Empty : null;
            case 0x01 when isOld: return Skip(8) is { Length: 8 } old ? XlmValue.Of(BinaryPrimitives.ReadDoubleLittleEndian(old)) : null;
            case 0x00: return Skip(8) is { Length: 8 } number ? XlmValue.Of(BinaryPrimitives.ReadDoubleLittleEndian(number)) : null;
            case 0x02 when _form == TokenForm.Biff8:
                if (Skip(3) is not { Length: 3 } text) return null;
                var wide = (text[2] & 1) != 0;
                return XlmValue.Of((wide ? Encoding.Unicode : Encoding.Latin1).GetString(Skip(BinaryPrimitives.ReadUInt16LittleEndian(text) * (wide ? 2 : 1))));
            case 0x02 when _form == TokenForm.Biff5: return Skip(1) is [var length] ? XlmValue.Of(_names.Decode(Skip(length))) : null;
            case 0x01: return Skip(2) is { Length: 2 } count ? XlmValue.Of(Encoding.Unicode.GetString(Skip(BinaryPrimitives.ReadUInt16LittleEndian(count) * 2))) : null;
            case 0x02: return Skip(1) is [var truth] ? XlmValue.Of(truth != 0) : null;
            case 0x04 when isOld: return Skip(8) is [var oldTruth, ..] ? XlmValue.Of(oldTruth != 0) : null;
            case 0x10 when isOld: return Skip(8) is [var oldError, ..] ? XlmValue.Error(oldError) : null;
            case 0x04: return Skip(4) is [var error, ..] ? XlmValue.Error(error) : null;
            default: return null;
        }
    }

    private ReadOnlySpan<byte> Skip(int size)
    {
        if (size > _extra.Length)
        {
            _extra = default;
            return default;
        }
        var taken = _extra[..size];
        _extra = _extra[size..];
        return taken;
    }
}
