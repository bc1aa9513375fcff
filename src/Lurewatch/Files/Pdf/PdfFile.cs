namespace Lurewatch.Files.Pdf;

/// <summary>A PDF's objects by number [ISO 32000-2, 7.5]: cross-reference tables and streams, hybrid files, earlier revisions, object streams; where these are broken, a scan for all that looks like an object.</summary>
internal sealed class PdfFile
{
    private const int MostSections = 512, MostObjects = 200_000, MostDepth = 24;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly AnalysisBudget _budget;
    private readonly string _what;
    private readonly Dictionary<int, Entry> _entries = [];
    private readonly Dictionary<int, PdfObject> _objects = [];
    private readonly HashSet<int> _opening = [];
    private readonly Dictionary<int, (List<PdfObject?> Objects, List<int> Numbers)> _packed = [];
    private PdfCrypt? _crypt;
    private bool _scanned;

    private readonly record struct Entry(long Offset, int Container, int Index);

    private PdfFile(ReadOnlyMemory<byte> bytes, AnalysisBudget budget, string what) => (_bytes, _budget, _what) = (bytes, budget, what);

    public PdfDictionary Trailer { get; private set; } = PdfDictionary.Empty;
    public PdfDictionary Root { get; private set; } = PdfDictionary.Empty;
    /// <summary>From the header, or the catalog where it says more.</summary>
    public string? Version { get; private set; }
    /// <summary>Objects had to be searched, since the cross-reference is missing or wrong.</summary>
    public bool Repaired => _scanned;
    public bool Encrypted { get; private set; }
    /// <summary>Encrypted, and none of the passwords opens it.</summary>
    public bool Locked { get; private set; }
    /// <summary>The password that opened it; null if none was needed or none fits.</summary>
    public PasswordCandidate? Password { get; private set; }
    /// <summary>Sections of the cross-reference: saved that often.</summary>
    public int Revisions { get; private set; }
    public IReadOnlyCollection<int> Numbers => _entries.Keys;

    public static PdfFile Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget, string what, IReadOnlyList<PasswordCandidate> passwords)
    {
        // Offsets count from the header, which need not stand first.
        var start = bytes.Span[..Math.Min(bytes.Length, 1024)].IndexOf("%PDF-"u8);
        var file = new PdfFile(start > 0 ? bytes[start..] : bytes, budget, what);
        file.ReadVersion();
        file.ReadSections();
        if (!file.FindRoot()) file.Scan();
        file.Unlock(passwords);
        if (file.Root["Version"] is PdfName { Text: { Length: <= 4 } version } && string.CompareOrdinal(version, file.Version) > 0) file.Version = version;
        return file;
    }

    private void ReadVersion()
    {
        var head = _bytes.Span;
        if (head.Length < 8 || !head.StartsWith("%PDF-"u8)) return;
        var end = head.Slice(5, 3);
        if (end[0] is >= (byte)'0' and <= (byte)'9' && end[1] == '.') Version = System.Text.Encoding.Latin1.GetString(end);
    }

    private bool FindRoot()
    {
        if (Resolve(Trailer["Root"]) is not PdfDictionary root || Resolve(root["Pages"]) is not PdfDictionary) return false;
        Root = root;
        return true;
    }

    /// <summary>From startxref through every Prev, the newest first: what is known already stays.</summary>
    private void ReadSections()
    {
        var tail = _bytes.Span[Math.Max(0, _bytes.Length - 2048)..];
        var mark = tail.LastIndexOf("startxref"u8);
        if (mark < 0) return;
        var lexer = new PdfLexer(_bytes, _budget, _what, _bytes.Length - tail.Length + mark + 9);
        var waiting = new Queue<long>();
        var seen = new HashSet<long>();
        if (lexer.Next() is PdfNumber first) waiting.Enqueue((long)first.Value);
        while (waiting.TryDequeue(out var offset))
        {
            if (offset < 0 || offset >= _bytes.Length || !seen.Add(offset) || seen.Count > MostSections) continue;
            lexer.Position = (int)offset;
            lexer.SkipSpace();
            if (Section(lexer) is not { } trailer) continue;
            Revisions++;
            if (Trailer == PdfDictionary.Empty) Trailer = trailer;
            if (trailer["XRefStm"] is PdfNumber hybrid) waiting.Enqueue((long)hybrid.Value);
            if (trailer["Prev"] is PdfNumber previous) waiting.Enqueue((long)previous.Value);
        }
    }

    private PdfDictionary? Section(PdfLexer lexer)
    {
        var span = _bytes.Span;
        if (span[lexer.Position..].StartsWith("xref"u8))
        {
            lexer.Position += 4;
            return Table(lexer);
        }
        return Indirect(lexer.Position, out _, out _, decrypt: false) is PdfStream stream ? CrossReferences(stream) : null;
    }

    private PdfDictionary? Table(PdfLexer lexer)
    {
        while (true)
        {
            switch (lexer.Next())
            {
                case PdfNumber first:
                    if (lexer.Next() is not PdfNumber count) return null;
                    var number = first.Int;
                    for (var i = 0; i < Math.Min(count.Int, MostObjects); i++, number++)
                    {
                        if (lexer.Next() is not PdfNumber offset || lexer.Next() is not PdfNumber || lexer.Next() is not PdfKeyword kind) return null;
                        if (kind.Text == "n" && offset.Value > 0) Know(number, new Entry((long)offset.Value, -1, 0));
                        else if (kind.Text == "f") Know(number, new Entry(-1, -1, 0));
                    }
                    break;
                case PdfKeyword { Text: "trailer" }:
                    return lexer.Next() as PdfDictionary;
                default:
                    return null;
            }
        }
    }

    private void Know(int number, Entry entry)
    {
        if (number >= 0 && _entries.Count < MostObjects) _entries.TryAdd(number, entry);
    }

    /// <summary>Cross-reference streams [7.5.8].</summary>
    private PdfDictionary? CrossReferences(PdfStream stream)
    {
        if (stream.Dictionary["Type"] is not PdfName { Text: "XRef" } || stream.Dictionary["W"] is not PdfArray { Items: [PdfNumber w0, PdfNumber w1, PdfNumber w2, ..] }) return null;
        int[] widths = [w0.Int, w1.Int, w2.Int];
        if (widths[0] is < 0 or > 8 || widths[1] is < 0 or > 8 || widths[2] is < 0 or > 8 || widths[0] + widths[1] + widths[2] == 0) return null;
        var data = Decode(stream).AsSpan();
        List<PdfObject> index = stream.Dictionary["Index"] is PdfArray array ? array.Items : [new PdfNumber(0), stream.Dictionary["Size"]];
        for (var i = 0; i + 1 < index.Count; i += 2)
        {
            if (index[i] is not PdfNumber first || index[i + 1] is not PdfNumber count) break;
            for (var n = 0; n < count.Int && data.Length >= widths[0] + widths[1] + widths[2] && _budget.TryTakeSteps(1, _what); n++)
            {
                var kind = widths[0] == 0 ? 1 : Field(ref data, widths[0]);
                long second = Field(ref data, widths[1]), third = Field(ref data, widths[2]);
                if (kind == 1) Know(first.Int + n, new Entry(second, -1, 0));
                else if (kind == 2) Know(first.Int + n, new Entry(0, (int)Math.Clamp(second, 0, int.MaxValue), (int)Math.Clamp(third, 0, int.MaxValue)));
                else if (kind == 0) Know(first.Int + n, new Entry(-1, -1, 0));
            }
        }
        return stream.Dictionary;
    }

    private static long Field(ref Span<byte> data, int width)
    {
        long value = 0;
        foreach (var b in data[..width]) value = value << 8 | b;
        data = data[width..];
        return value;
    }

    /// <summary>Every "n g obj" of the file, the last of each number; object streams' content too.</summary>
    private void Scan()
    {
        _scanned = true;
        _entries.Clear();
        _objects.Clear();
        _packed.Clear();
        var span = _bytes.Span;
        var containers = new List<int>();
        PdfDictionary? catalog = null, trailer = null;
        for (var at = 0; at < span.Length;)
        {
            var next = span[at..].IndexOf("obj"u8);
            if (next < 0 || !_budget.TryTakeSteps(1 + next / 256, _what)) break;
            var place = at + next;
            at = place + 3;
            if (Header(span, place) is not (var number, var offset)) continue;
            _entries[number] = new Entry(offset, -1, 0);
            _objects.Remove(number);
            if (_entries.Count >= MostObjects) break;
            var head = span.Slice(at, Math.Min(256, span.Length - at));
            if (head.IndexOf("/ObjStm"u8) >= 0) containers.Add(number);
            else if (head.IndexOf("/XRef"u8) >= 0 && Indirect(offset, out _, out _, decrypt: false) is PdfStream { Dictionary: var table } && table["Root"] is PdfReference) trailer = table;
            if (head.IndexOf("/Catalog"u8) >= 0 && Indirect(offset, out _, out _, decrypt: false) is PdfDictionary { } found) catalog = found;
        }
        for (var at = 0; ;)
        {
            var next = span[at..].IndexOf("trailer"u8);
            if (next < 0 || !_budget.TryTakeSteps(8, _what)) break;
            at += next + 7;
            if (new PdfLexer(_bytes, _budget, _what, at).Next() is PdfDictionary found && found["Root"] is PdfReference) trailer = found;
        }
        if (trailer is not null) Trailer = trailer;
        _containers = containers;
        if (Resolve(Trailer["Root"]) is PdfDictionary root) Root = root;
        else if (catalog is not null) Root = catalog;
    }

    private List<int> _containers = [];

    /// <summary>After a scan: what the object streams hold. Only now, because they may be encrypted.</summary>
    private void OpenContainers()
    {
        foreach (var container in _containers)
        {
            var (_, numbers) = Packed(container);
            for (var i = 0; i < numbers.Count; i++) Know(numbers[i], new Entry(0, container, i));
        }
        if (Root == PdfDictionary.Empty || Root["Pages"] == PdfObject.Null)
        {
            if (Resolve(Trailer["Root"]) is PdfDictionary root) Root = root;
            else
            {
                foreach (var number in Numbers.ToArray())
                    if (Object(number) is PdfDictionary candidate && candidate["Type"] is PdfName { Text: "Catalog" }) Root = candidate;
            }
        }
    }

    /// <summary>The two numbers before "obj" at <paramref name="place"/>; null where they are none.</summary>
    private static (int Number, int Offset)? Header(ReadOnlySpan<byte> span, int place)
    {
        var at = place - 1;
        if (Back(span, ref at, out _, out _) && Back(span, ref at, out var number, out var offset) && number is > 0 and < 10_000_000) return (number, offset);
        return null;
    }

    private static bool Back(ReadOnlySpan<byte> span, ref int at, out int number, out int offset)
    {
        (number, offset) = (0, 0);
        var start = at;
        while (at >= 0 && span[at] is 0 or 9 or 10 or 12 or 13 or 32) at--;
        if (at == start || at < 0) return false;
        var end = at;
        while (at >= 0 && span[at] is >= (byte)'0' and <= (byte)'9' && end - at < 9) at--;
        if (at == end) return false;
        offset = at + 1;
        foreach (var digit in span[(at + 1)..(end + 1)]) number = number * 10 + digit - '0';
        return true;
    }

    private void Unlock(IReadOnlyList<PasswordCandidate> passwords)
    {
        if (Resolve(Trailer["Encrypt"]) is PdfDictionary dictionary)
        {
            Encrypted = true;
            var id = Resolve(Trailer["ID"]) is PdfArray { Items: [var first, ..] } && Resolve(first) is PdfString text ? text.Bytes : [];
            var plain = dictionary.Entries.ToDictionary(pair => pair.Key, pair => Resolve(pair.Value), StringComparer.Ordinal);
            _objects.Clear();
            _packed.Clear();
            _crypt = PdfCrypt.Open(new PdfDictionary(plain), id, passwords, out var password, Resolve);
            Password = password;
            Locked = _crypt is null;
            _encryptNumber = Trailer["Encrypt"] is PdfReference reference ? reference.Number : -1;
            if (Resolve(Trailer["Root"]) is PdfDictionary root) Root = root;
        }
        if (_scanned && !Locked) OpenContainers();
    }

    private int _encryptNumber = -1;

    /// <summary>What a reference leads to; anything else is itself. A circle leads to null.</summary>
    public PdfObject Resolve(PdfObject value)
    {
        for (var depth = 0; value is PdfReference reference; depth++)
        {
            if (depth > MostDepth) return PdfObject.Null;
            value = Object(reference.Number);
        }
        return value;
    }

    public PdfDictionary? Dictionary(PdfObject value) => Resolve(value) switch { PdfDictionary dictionary => dictionary, PdfStream stream => stream.Dictionary, _ => null };

    public PdfObject Object(int number)
    {
        if (_objects.TryGetValue(number, out var known)) return known;
        if (!_entries.TryGetValue(number, out var entry) || entry is { Offset: < 0, Container: < 0 }) return PdfObject.Null;
        if (_opening.Count > MostDepth || !_opening.Add(number)) return PdfObject.Null;
        try
        {
            var found = entry.Container >= 0 ? InContainer(entry, number) : AtOffset(entry.Offset, number);
            _objects[number] = found;
            return found;
        }
        finally
        {
            _opening.Remove(number);
        }
    }

    private PdfObject AtOffset(long offset, int number)
    {
        if (offset < _bytes.Length && Indirect((int)offset, out var real, out _, decrypt: true) is { } found && real == number) return found;
        // The table is wrong about this object: so it may be about others.
        if (_scanned) return PdfObject.Null;
        var (root, trailer) = (Root, Trailer);
        Scan();
        if (Trailer == PdfDictionary.Empty) Trailer = trailer;
        if (root != PdfDictionary.Empty && Root == PdfDictionary.Empty) Root = root;
        if (_crypt is not null || !Encrypted) OpenContainers();
        return _entries.TryGetValue(number, out var entry) && entry.Container < 0 && Indirect((int)entry.Offset, out real, out _, decrypt: true) is { } there && real == number ? there : PdfObject.Null;
    }

    private PdfObject InContainer(Entry entry, int number)
    {
        var (objects, numbers) = Packed(entry.Container);
        var index = entry.Index < numbers.Count && numbers[entry.Index] == number ? entry.Index : numbers.IndexOf(number);
        return index < 0 || index >= objects.Count ? PdfObject.Null : objects[index] ?? PdfObject.Null;
    }

    /// <summary>Object streams [7.5.7].</summary>
    private (List<PdfObject?> Objects, List<int> Numbers) Packed(int container)
    {
        if (_packed.TryGetValue(container, out var known)) return known;
        (List<PdfObject?> Objects, List<int> Numbers) all = ([], []);
        _packed[container] = all;
        if (!_entries.TryGetValue(container, out var entry) || entry.Container >= 0 || Object(container) is not PdfStream stream) return all;
        var bytes = Decode(stream);
        if (Resolve(stream.Dictionary["First"]) is not PdfNumber first || Resolve(stream.Dictionary["N"]) is not PdfNumber count) return all;
        var lexer = new PdfLexer(bytes, _budget, _what);
        var offsets = new List<int>();
        for (var i = 0; i < Math.Min(count.Int, MostObjects); i++)
        {
            if (lexer.Next() is not PdfNumber number || lexer.Next() is not PdfNumber offset) break;
            all.Numbers.Add(number.Int);
            offsets.Add(offset.Int);
        }
        foreach (var offset in offsets)
        {
            var at = (long)first.Int + offset;
            if (at < 0 || at >= bytes.Length) { all.Objects.Add(null); continue; }
            lexer.Position = (int)at;
            all.Objects.Add(lexer.Next());
        }
        return all;
    }

    /// <summary>"n g obj …" at an offset, a stream's bytes with it; null if none stands there.</summary>
    private PdfObject? Indirect(int offset, out int number, out int generation, bool decrypt)
    {
        (number, generation) = (0, 0);
        var lexer = new PdfLexer(_bytes, _budget, _what, offset);
        if (lexer.Next() is not PdfNumber n || lexer.Next() is not PdfNumber g || lexer.Next() is not PdfKeyword { Text: "obj" }) return null;
        (number, generation) = (n.Int, g.Int);
        if (lexer.Next() is not { } value) return null;
        if (decrypt && _crypt is not null && number != _encryptNumber) _crypt.Strings(value, number, generation);
        if (value is not PdfDictionary dictionary) return value;
        lexer.SkipSpace();
        var span = _bytes.Span;
        if (!span[lexer.Position..].StartsWith("stream"u8)) return value;
        var start = lexer.Position + 6;
        if (start < span.Length && span[start] == '\r') start++;
        if (start < span.Length && span[start] == '\n') start++;
        return new PdfStream(dictionary, _bytes.Slice(start, StreamLength(dictionary, start))) { Number = number, Generation = generation };
    }

    /// <summary>As declared, if the end stands there; else up to where it stands.</summary>
    private int StreamLength(PdfDictionary dictionary, int start)
    {
        var span = _bytes.Span;
        var declared = dictionary["Length"];
        if (declared is PdfReference && _entries.Count == 0) declared = PdfObject.Null;   // the table itself is being read
        if (Resolve(declared) is PdfNumber { Int: >= 0 } length && start + (long)length.Int <= span.Length)
        {
            var after = span.Slice(start + length.Int, Math.Min(24, span.Length - start - length.Int)).TrimStart("\0\t\n\f\r "u8);
            if (after.StartsWith("endstream"u8) || after.StartsWith("endobj"u8)) return length.Int;
        }
        var end = span[start..].IndexOf("endstream"u8);
        _budget.TryTakeSteps((end < 0 ? span.Length - start : end) / 64, _what);
        if (end < 0) return span.Length - start;
        if (end > 0 && span[start + end - 1] == '\n') end--;
        if (end > 0 && span[start + end - 1] == '\r') end--;
        return end;
    }

    /// <summary>A stream's content, decrypted and unpacked as far as possible.</summary>
    public byte[] Decode(PdfStream stream)
    {
        using var content = Open(stream);
        return content.Bytes.ToArray();
    }

    /// <summary>As <see cref="Decode"/>, for content that is read once and may be large.</summary>
    public PdfContentBytes Open(PdfStream stream)
    {
        var dictionary = stream.Dictionary;
        var names = new List<string>();
        var parameters = new List<PdfDictionary>();
        switch (Resolve(Either(dictionary, "Filter", "F")))
        {
            case PdfName name: names.Add(name.Text); break;
            case PdfArray array:
                foreach (var item in array.Items)
                    if (Resolve(item) is PdfName one && names.Count < 32) names.Add(one.Text);
                break;
        }
        switch (Resolve(Either(dictionary, "DecodeParms", "DP")))
        {
            case PdfDictionary one: parameters.Add(one); break;
            case PdfArray array:
                foreach (var item in array.Items) parameters.Add(Dictionary(item) ?? PdfDictionary.Empty);
                break;
        }
        var raw = stream.Raw;
        if (!_budget.TryTakeBytes(raw.Length, _what)) return default;
        var plain = dictionary["Type"] is PdfName { Text: "XRef" } || (names is ["Crypt", ..] && parameters is [var crypt, ..] && crypt["Name"] is not PdfName { Text: not "Identity" });
        if (_crypt is not null && stream.Number > 0 && !plain) raw = _crypt.Stream(raw, stream.Number, stream.Generation, dictionary);
        var filters = new List<(string, Func<string, double>)>(names.Count);
        for (var i = 0; i < names.Count; i++)
        {
            var own = i < parameters.Count ? parameters[i] : PdfDictionary.Empty;
            filters.Add((names[i], key => Resolve(own[key]) is PdfNumber number ? number.Value : -1));
        }
        return PdfFilters.Decode(raw, filters, _budget, _what);
    }

    private static PdfObject Either(PdfDictionary dictionary, string name, string shortName) => dictionary.Entries.TryGetValue(name, out var value) ? value : dictionary[shortName];
}
