namespace Lurewatch.Files.Images.Qr;

/// <summary>A projective map of the plane, given by four points and their images.</summary>
internal sealed class Perspective
{
    private readonly double[] _m;

    private Perspective(double[] matrix) => _m = matrix;

    /// <summary>Null where the points do not span a quadrilateral.</summary>
    public static Perspective? Of(ReadOnlySpan<(double X, double Y)> from, ReadOnlySpan<(double X, double Y)> to)
    {
        // x' = (a x + b y + c) / (g x + h y + 1), y' = (d x + e y + f) / (g x + h y + 1): eight unknowns, eight equations
        var rows = new double[8][];
        for (var i = 0; i < 4; i++)
        {
            var ((x, y), (u, v)) = (from[i], to[i]);
            rows[i * 2] = [x, y, 1, 0, 0, 0, -u * x, -u * y, u];
            rows[i * 2 + 1] = [0, 0, 0, x, y, 1, -v * x, -v * y, v];
        }
        for (var column = 0; column < 8; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < 8; row++)
                if (Math.Abs(rows[row][column]) > Math.Abs(rows[pivot][column])) pivot = row;
            if (Math.Abs(rows[pivot][column]) < 1e-9) return null;
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            for (var row = 0; row < 8; row++)
            {
                if (row == column) continue;
                var factor = rows[row][column] / rows[column][column];
                for (var i = column; i < 9; i++) rows[row][i] -= factor * rows[column][i];
            }
        }
        var matrix = new double[8];
        for (var i = 0; i < 8; i++) matrix[i] = rows[i][8] / rows[i][i];
        return new Perspective(matrix);
    }

    public (double X, double Y) Map(double x, double y)
    {
        var w = _m[6] * x + _m[7] * y + 1;
        return ((_m[0] * x + _m[1] * y + _m[2]) / w, (_m[3] * x + _m[4] * y + _m[5]) / w);
    }
}
