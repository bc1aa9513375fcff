namespace Lurewatch.Scripts.Xlm;

/// <summary>Moves a formula to another cell: what is relative in it moves along.</summary>
internal static class XlmShift
{
    public static XlmExpression By(XlmExpression formula, int rows, int columns)
    {
        switch (formula)
        {
            case XlmGroup group:
                return new XlmGroup(By(group.Inner, rows, columns));
            case XlmCells cells:
                int Row(int row, XlmRelative part) => cells.Relative.HasFlag(part) ? Math.Clamp(row + rows, 0, XlmRange.MostRows - 1) : row;
                int Column(int column, XlmRelative part) => cells.Relative.HasFlag(part) ? Math.Clamp(column + columns, 0, XlmRange.MostColumns - 1) : column;
                return new XlmCells(cells.Sheet, Row(cells.Row, XlmRelative.Row), Column(cells.Column, XlmRelative.Column), Row(cells.LastRow, XlmRelative.LastRow), Column(cells.LastColumn, XlmRelative.LastColumn), cells.Relative);
            case XlmSign sign:
                return new XlmSign(sign.Sign, By(sign.Operand, rows, columns));
            case XlmOperation operation:
                var joined = By(operation.First, rows, columns);
                foreach (var (op, operand) in operation.Rest) joined = XlmOperation.Join(joined, op, By(operand, rows, columns));
                return joined;
            case XlmCall call:
                return new XlmCall(call.Function, [.. call.Arguments.Select(argument => By(argument, rows, columns))]);
            case XlmMacroCall macro:
                return new XlmMacroCall(By(macro.Target, rows, columns), [.. macro.Arguments.Select(argument => By(argument, rows, columns))]);
            default:
                return formula;
        }
    }
}
