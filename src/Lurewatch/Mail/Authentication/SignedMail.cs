using System.Security.Cryptography;
using System.Text;

namespace Lurewatch.Mail.Authentication;

/// <summary>A mail as signatures see it: its bytes as they stand, split into fields and body. Each body hash that signatures ask for is computed once.</summary>
internal sealed class SignedMail
{
    private const int MaxFieldBytes = 64 << 10;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _bodyStart;
    private readonly AnalysisBudget _budget;
    private readonly Dictionary<(bool Relaxed, string Hash, long Length), (byte[]? Hash, long Total)> _bodies = [];
    private Dictionary<string, List<int>>? _byName;

    public SignedMail(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        _bytes = bytes;
        _budget = budget;
        var block = HeaderBlock.Scan(bytes.Span);
        Fields = block.Fields;
        var at = block.End;
        // The blank line belongs to neither; without one the body begins at what is no field.
        if (!block.NoBlankLine && at < bytes.Length) at += bytes.Span[at] == '\r' && at + 1 < bytes.Length ? 2 : 1;
        _bodyStart = Math.Min(at, bytes.Length);
    }

    /// <summary>Top-level header fields, first to last.</summary>
    public IReadOnlyList<RawHeader> Fields { get; }

    public long BodyBytes => _bytes.Length - _bodyStart;

    public ReadOnlySpan<byte> Name(int field) => _bytes.Span[Fields[field].Start..Fields[field].NameEnd];

    public ReadOnlySpan<byte> Field(int field) => _bytes.Span[Fields[field].Start..Fields[field].End];

    /// <summary>The field's text, folded as it stands; null if it is too long to be read.</summary>
    public string? Value(int field)
    {
        var raw = Fields[field];
        return raw.End - raw.ValueStart > MaxFieldBytes ? null : Encoding.UTF8.GetString(_bytes.Span[raw.ValueStart..raw.End]);
    }

    /// <summary>Indexes of the fields of that name (lower case), first to last.</summary>
    public IReadOnlyList<int> Named(string name)
    {
        if (_byName is null)
        {
            _byName = new(StringComparer.Ordinal);
            for (var i = 0; i < Fields.Count; i++)
            {
                var key = Encoding.ASCII.GetString(Name(i)).ToLowerInvariant();
                if (!_byName.TryGetValue(key, out var list)) _byName.Add(key, list = []);
                list.Add(i);
            }
        }
        return _byName.TryGetValue(name, out var found) ? found : [];
    }

    /// <summary>Hash of the canonical body, or of its first bytes (l=), and how long it is in all; no hash if the budget does not allow it.</summary>
    public (byte[]? Hash, long Total) BodyHash(bool relaxed, HashAlgorithmName algorithm, long? length)
    {
        var key = (relaxed, algorithm.Name!, length ?? -1);
        if (_bodies.TryGetValue(key, out var known)) return known;
        if (!_budget.TryTakeSteps(BodyBytes / 64 + 1, "body hash")) return (null, 0);
        using var hash = IncrementalHash.CreateHash(algorithm);
        var total = BodyCanonicalizer.Feed(_bytes.Span[_bodyStart..], relaxed, length ?? long.MaxValue, hash);
        var made = (hash.GetHashAndReset(), total);
        _bodies.Add(key, made);
        return made;
    }
}
