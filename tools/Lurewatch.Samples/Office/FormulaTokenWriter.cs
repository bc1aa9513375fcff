using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Lurewatch.Intel;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Samples.Office;

/// <summary>Writes formulas as the tokens of old workbooks [MS-XLS 2.5.198] or of XLSB [MS-XLSB 2.5.98].</summary>
internal sealed class FormulaTokenWriter(bool isXlsb, IReadOnlyList<string> sheets, IReadOnlyList<string> names)
{
    private static readonly Dictionary<string, (int Number, int Parameters)> s_functions = Lists.Rows("Scripts/Xlm/functions.tsv")
        .DistinctBy(row => row[1]).ToDictionary(row => row[1], row => (int.Parse(row[0], CultureInfo.InvariantCulture), row[2].Length == 0 ? -1 : int.Parse(row[2], CultureInfo.InvariantCulture)), StringComparer.OrdinalIgnoreCase);

    private readonly List<byte> _extra = [];

    /// <summary>The tokens of a formula given as text, and the arrays that stand behind them.</summary>
    public (byte[] Tokens, byte[] Extra) Write(string formula)
    {
        _extra.Clear();
        var tree = XlmParser.Read(formula, 0, 0, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)) ?? throw new ArgumentException($"not a formula: {formula}", nameof(formula));
        var tokens = new List<byte>();
        Write(tree, tokens);
        return ([.. tokens], [.. _extra]);
    }

    private void Write(XlmExpression tree, List<byte> to)
    {
        switch (tree)
        {
            case XlmLiteral literal:
                Constant(literal.Value, to);
                break;
            case XlmGroup group:
                Write(group.Inner, to);
                to.Add(0x15);
                break;
            case XlmSign sign:
                Write(sign.Operand, to);
                to.Add(sign.Sign switch { '+' => 0x12, '-' => 0x13, _ => 0x14 });
                break;
            case XlmOperation operation:
                Write(operation.First, to);
                foreach (var (op, operand) in operation.Rest)
                {
                    Write(operand, to);
                    to.Add(op switch { "+" => 0x03, "-" => 0x04, "*" => 0x05, "/" => 0x06, "^" => 0x07, "&" => 0x08, "<" => 0x09, "<=" => 0x0A, "=" => 0x0B, ">=" => 0x0C, ">" => 0x0D, "<>" => 0x0E, " " => 0x0F, "," => 0x10, _ => 0x11 });
                }
                break;
            case XlmCells cells:
                Cells(cells, to);
                break;
            case XlmName name:
                to.Add(0x23);
                Number(to, 4, names.ToList().FindIndex(known => known.Equals(name.Name, StringComparison.OrdinalIgnoreCase)) + 1);
                break;
            case XlmCall call when s_functions.TryGetValue(call.Function, out var function) && (isXlsb || function.Number is < 380 or 480 or >= 0x8000):
                foreach (var argument in call.Arguments) Write(argument, to);
                if (function.Number < 0x8000 && function.Parameters == call.Arguments.Count)
                {
                    to.Add(0x41);
                    Number(to, 2, function.Number);
                }
                else Variable(function.Number, call.Arguments.Count, to);
                break;
            case XlmMacroCall macro:
                Write(macro.Target, to);
                foreach (var argument in macro.Arguments) Write(argument, to);
                Variable(XlmFunctions.UserDefined, macro.Arguments.Count + 1, to);
                break;
            default:
                throw new NotSupportedException(tree.ToString());
        }
    }

    private static void Variable(int function, int count, List<byte> to)
    {
        to.AddRange([0x42, (byte)count]);
        Number(to, 2, function);
    }

    private void Constant(XlmValue value, List<byte> to)
    {
        switch (value.Kind)
        {
            case XlmKind.Text:
                var text = value.AsText();
                to.Add(0x17);
                if (isXlsb) Number(to, 2, text.Length);
                else to.AddRange([(byte)text.Length, 1]);
                to.AddRange(Encoding.Unicode.GetBytes(text));
                break;
            case XlmKind.Boolean: to.AddRange([0x1D, value.AsCondition() == true ? (byte)1 : (byte)0]); break;
            case XlmKind.Number when value.TryNumber(out var number):
                if (number is >= 0 and <= ushort.MaxValue && number == Math.Truncate(number))
                {
                    to.Add(0x1E);
                    Number(to, 2, (int)number);
                    break;
                }
                to.Add(0x1F);
                var bytes = new byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
                to.AddRange(bytes);
                break;
            case XlmKind.Array when value.Array is { } array:
                to.Add(0x60);
                to.AddRange(new byte[isXlsb ? 14 : 7]);
                if (isXlsb)
                {
                    Number(_extra, 4, array.Rows);
                    Number(_extra, 4, array.Columns);
                }
                else
                {
                    Number(_extra, 1, array.Columns - 1);
                    Number(_extra, 2, array.Rows - 1);
                }
                foreach (var item in array.Values) ArrayItem(item);
                break;
            case XlmKind.Error: to.AddRange([0x1C, 0x2A]); break;
            default: to.Add(0x16); break;
        }
    }

    private void ArrayItem(XlmValue item)
    {
        if (item.Kind == XlmKind.Text)
        {
            var text = item.AsText();
            _extra.Add(isXlsb ? (byte)1 : (byte)2);
            Number(_extra, 2, text.Length);
            if (!isXlsb) _extra.Add(1);
            _extra.AddRange(Encoding.Unicode.GetBytes(text));
            return;
        }
        _extra.Add(isXlsb ? (byte)0 : (byte)1);
        var bytes = new byte[8];
        if (item.TryNumber(out var number)) BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        _extra.AddRange(bytes);
    }

    private void Cells(XlmCells cells, List<byte> to)
    {
        to.Add((byte)((cells.Sheet, cells.IsOne) switch { (null, true) => 0x24, (null, false) => 0x25, (_, true) => 0x3A, _ => 0x3B }));
        if (cells.Sheet is { } sheet) Number(to, 2, sheets.ToList().FindIndex(known => known.Equals(sheet, StringComparison.OrdinalIgnoreCase)));
        int Flags(int column, XlmRelative row, XlmRelative col) => column | (cells.Relative.HasFlag(row) ? 0x8000 : 0) | (cells.Relative.HasFlag(col) ? 0x4000 : 0);
        Number(to, isXlsb ? 4 : 2, cells.Row);
        if (!cells.IsOne) Number(to, isXlsb ? 4 : 2, cells.LastRow);
        Number(to, 2, Flags(cells.Column, XlmRelative.Row, XlmRelative.Column));
        if (!cells.IsOne) Number(to, 2, Flags(cells.LastColumn, XlmRelative.LastRow, XlmRelative.LastColumn));
    }

    private static void Number(List<byte> to, int size, int value)
    {
        for (var i = 0; i < size; i++) to.Add((byte)(value >> (8 * i)));
    }
}
