namespace Lurewatch.Files.Images.Qr;

/// <summary>From three finder patterns to a grid of modules: which three belong together, how large the symbol is, where each module lies.</summary>
internal sealed class QrLocator(GrayImage image, BitGrid bits, AnalysisBudget budget, string what)
{
    /// <summary>Patterns that are combined, and symbols that are read of one picture.</summary>
    private const int MostPatterns = 28, MostTries = 40, MostCodes = 12;

    /// <summary>Adds the codes that these patterns make.</summary>
    public void Read(List<FinderPattern> patterns, List<ImageCode> codes)
    {
        foreach (var inverted in (ReadOnlySpan<bool>)[false, true])
        {
            var kind = patterns.FindAll(pattern => pattern.Inverted == inverted);
            if (kind.Count < 3) continue;
            if (kind.Count > MostPatterns) kind.RemoveRange(MostPatterns, kind.Count - MostPatterns);
            var used = new bool[kind.Count];
            var tries = 0;
            foreach (var (a, b, c, _) in Triples(kind))
            {
                if (codes.Count >= MostCodes || ++tries > MostTries || !budget.TryTakeSteps(20_000, what)) return;
                if (used[a] || used[b] || used[c]) continue;
                if (ReadOne(kind[a], kind[b], kind[c], inverted) is not { } code) continue;
                used[a] = used[b] = used[c] = true;
                if (!codes.Exists(known => known.Text == code.Text)) codes.Add(code);
            }
        }
    }

    /// <summary>Threes that stand like the corners of a square, the likeliest first.</summary>
    private static List<(int A, int B, int C, double Off)> Triples(List<FinderPattern> patterns)
    {
        var triples = new List<(int, int, int, double Off)>();
        for (var a = 0; a < patterns.Count; a++)
        {
            for (var b = a + 1; b < patterns.Count; b++)
            {
                if (!Alike(patterns[a], patterns[b])) continue;
                for (var c = b + 1; c < patterns.Count; c++)
                {
                    if (!Alike(patterns[a], patterns[c]) || !Alike(patterns[b], patterns[c])) continue;
                    Span<double> sides = [Distance(patterns[a], patterns[b]), Distance(patterns[a], patterns[c]), Distance(patterns[b], patterns[c])];
                    sides.Sort();
                    var module = (patterns[a].Module + patterns[b].Module + patterns[c].Module) / 3;
                    if (sides[0] < module * 8 || sides[1] > module * 190) continue;
                    var off = Math.Abs(sides[2] * sides[2] / (sides[0] * sides[0] + sides[1] * sides[1]) - 1) + Math.Abs(sides[1] / sides[0] - 1);
                    if (off < 0.7) triples.Add((a, b, c, off + sides[0] / module / 2000));
                }
            }
        }
        triples.Sort((x, y) => x.Off.CompareTo(y.Off));
        return triples;
    }

    private static bool Alike(FinderPattern a, FinderPattern b) => a.Module < b.Module * 1.6f && b.Module < a.Module * 1.6f;

    private static double Distance(FinderPattern a, FinderPattern b) => Math.Sqrt((a.X - b.X) * (double)(a.X - b.X) + (a.Y - b.Y) * (double)(a.Y - b.Y));

    private ImageCode? ReadOne(FinderPattern a, FinderPattern b, FinderPattern c, bool inverted)
    {
        // The corner is opposite of the longest side; the other two go clockwise from it.
        double ab = Distance(a, b), ac = Distance(a, c), bc = Distance(b, c);
        if (ab >= ac && ab >= bc) (a, c) = (c, a);
        else if (ac >= ab && ac >= bc) (a, b) = (b, a);
        var turn = (b.X - a.X) * (double)(c.Y - a.Y) - (b.Y - a.Y) * (double)(c.X - a.X);
        if (turn < 0) (b, c) = (c, b);
        var (right, down) = (Distance(a, b), Distance(a, c));
        var module = (a.Module + b.Module + c.Module) / 3 * Math.Max(Math.Abs(b.X - a.X), Math.Abs(b.Y - a.Y)) / right;

        var tried = 0L;
        var estimate = (int)Math.Round(((right + down) / 2 / module + 7 - 17) / 4);
        var (across, along) = (Timing(a, b, c, module), Timing(a, c, b, module));
        // Seen from the side the modules are not evenly spaced, but both edges have as many.
        var agree = across > 0 && Math.Abs(across - along) <= 1;
        Span<int> versions = [across, along, estimate, estimate + 1, estimate - 1];
        foreach (var version in versions)
        {
            if (version is < QrVersion.Least or > QrVersion.Most || (tried >> version & 1) == 1) continue;
            tried |= 1L << version;
            if (Decode(a, b, c, version, inverted, agree && Math.Abs(version - across) <= 1) is not { } read) continue;
            var centre = ((b.X + c.X) / 2, (b.Y + c.Y) / 2);
            return new ImageCode(read.Text, "qr", (int)(centre.Item1 - right / 2), (int)(centre.Item2 - down / 2), (int)right) { Version = version, Inverted = inverted, Part = read.Part };
        }
        return null;
    }

    /// <summary>The version that the changes along the timing pattern between two corners tell; 0 if none fits.</summary>
    private int Timing(FinderPattern from, FinderPattern to, FinderPattern side, double module)
    {
        double length = Distance(from, to), width = Distance(from, side);
        var (alongX, alongY) = ((to.X - from.X) / length, (to.Y - from.Y) / length);
        var (acrossX, acrossY) = ((side.X - from.X) / width * 3 * module, (side.Y - from.Y) / width * 3 * module);
        var changes = 0;
        var last = true;
        var first = true;
        for (var at = 3 * module; at <= length - 3 * module; at += Math.Max(0.5, module / 5))
        {
            var (x, y) = ((int)(from.X + alongX * at + acrossX), (int)(from.Y + alongY * at + acrossY));
            if ((uint)x >= (uint)bits.Width || (uint)y >= (uint)bits.Height) return 0;
            var dark = bits[x, y] != from.Inverted;
            if (!first && dark != last) changes++;
            (last, first) = (dark, false);
        }
        return QrVersion.OfSize(changes + 13) is > 0 and var exact ? exact : (int)Math.Round((changes + 13 - 17) / 4.0);
    }

    private QrText? Decode(FinderPattern a, FinderPattern b, FinderPattern c, int version, bool inverted, bool plausible)
    {
        var size = QrVersion.Size(version);
        double far = size - 3.5;
        Span<(double, double)> from = [(3.5, 3.5), (far, 3.5), (3.5, far), (far, far)];
        Span<(double, double)> to = [(a.X, a.Y), (b.X, b.Y), (c.X, c.Y), (b.X + c.X - a.X, b.Y + c.Y - a.Y)];
        if (Perspective.Of(from, to) is not { } flat || (!plausible && !TimingHolds(flat, size, inverted))) return null;
        if (version > 1 && Alignment(flat, size - 6.5, inverted) is { } mark)
        {
            from[3] = (size - 6.5, size - 6.5);
            to[3] = mark;
            if (Perspective.Of(from, to) is { } bent && (QrDecoder.Decode(Sample(bent, size, inverted)) ?? QrDecoder.Decode(SampleGray(bent, size, inverted))) is { } read) return read;
        }
        return QrDecoder.Decode(Sample(flat, size, inverted)) ?? QrDecoder.Decode(SampleGray(flat, size, inverted));
    }

    /// <summary>Light and dark change from module to module between the corners. A photo is full of patterns, and this costs a hundredth of reading a symbol.</summary>
    private bool TimingHolds(Perspective flat, int size, bool inverted)
    {
        const double Least = 0.68;
        int right = 0, all = 0;
        for (var i = 8; i < size - 8; i++, all += 2)
        {
            var dark = (i & 1) == 0;
            if (Dark(flat.Map(i + 0.5, 6.5), inverted) == dark) right++;
            if (Dark(flat.Map(6.5, i + 0.5), inverted) == dark) right++;
        }
        return right >= all * Least;
    }

    /// <summary>The alignment pattern nearest to the fourth corner: where five by five modules fit best around the place where it ought to be.</summary>
    private (double X, double Y)? Alignment(Perspective flat, double centre, bool inverted)
    {
        const double Reach = 5.5;
        if (Best(flat, centre, centre, Reach, 0.5, inverted) is not { } rough || Best(flat, rough.X, rough.Y, 0.5, 0.125, inverted) is not { } best) return null;
        return flat.Map(best.X, best.Y);
    }

    private (double X, double Y)? Best(Perspective flat, double centreX, double centreY, double reach, double step, bool inverted)
    {
        (double X, double Y)? best = null;
        var most = 20.0;
        for (var dy = -reach; dy <= reach; dy += step)
        {
            for (var dx = -reach; dx <= reach; dx += step)
            {
                var fits = 0;
                for (var y = -2; y <= 2; y++)
                {
                    for (var x = -2; x <= 2; x++)
                    {
                        var dark = Math.Max(Math.Abs(x), Math.Abs(y)) != 1;
                        if (Dark(flat.Map(centreX + dx + x, centreY + dy + y), inverted) == dark) fits++;
                    }
                }
                var score = fits - (Math.Abs(dx) + Math.Abs(dy)) * 0.1;
                if (score <= most) continue;
                most = score;
                best = (centreX + dx, centreY + dy);
            }
        }
        return best;
    }

    private bool Dark((double X, double Y) at, bool inverted)
    {
        var (x, y) = ((int)Math.Floor(at.X), (int)Math.Floor(at.Y));
        return (uint)x < (uint)bits.Width && (uint)y < (uint)bits.Height && bits[x, y] != inverted;
    }

    /// <summary>Five looks at each module, the majority counts.</summary>
    private BitGrid Sample(Perspective map, int size, bool inverted)
    {
        const double Off = 0.2;
        var modules = new BitGrid(size, size);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var dark = 0;
                if (Dark(map.Map(x + 0.5, y + 0.5), inverted)) dark++;
                if (Dark(map.Map(x + 0.5 - Off, y + 0.5), inverted)) dark++;
                if (Dark(map.Map(x + 0.5 + Off, y + 0.5), inverted)) dark++;
                if (Dark(map.Map(x + 0.5, y + 0.5 - Off), inverted)) dark++;
                if (Dark(map.Map(x + 0.5, y + 0.5 + Off), inverted)) dark++;
                modules[x, y] = dark >= 3;
            }
        }
        return modules;
    }

    /// <summary>The modules' own brightness, parted by a threshold of its own: where the binary picture is blurred or a ground shows through.</summary>
    private BitGrid SampleGray(Perspective map, int size, bool inverted)
    {
        var levels = new byte[size * size];
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var (px, py) = map.Map(x + 0.5, y + 0.5);
                var (ix, iy) = (Math.Clamp((int)Math.Floor(px), 0, image.Width - 1), Math.Clamp((int)Math.Floor(py), 0, image.Height - 1));
                var level = image.Pixels[iy * image.Width + ix];
                levels[y * size + x] = level;
                counts[level]++;
            }
        }
        var threshold = Binarizer.Threshold(counts) ?? 127;
        var modules = new BitGrid(size, size);
        for (var i = 0; i < levels.Length; i++) modules[i % size, i / size] = (levels[i] <= threshold) != inverted;
        return modules;
    }
}
