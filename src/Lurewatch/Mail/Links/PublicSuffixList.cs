using System.Buffers;

namespace Lurewatch.Mail.Links;

/// <summary>Splits host names by the Public Suffix List: the ICANN section alone for <see cref="Split"/>, as the MDM wants it, both for <see cref="PrivateSuffix"/>.</summary>
/// <remarks>The rules lie in public-suffixes.dat. They are hashed from right to left, so that one walk over a host meets the hash of each of its suffixes.</remarks>
internal static class PublicSuffixList
{
    private const int MaxHost = 253;
    private static readonly SearchValues<char> HostChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");
    private static readonly Lazy<Table> Rules = new(Table.Load);

    /// <summary>Splits a host name; never throws, <see cref="Domain.Valid"/> is false for what is no name under a known suffix.</summary>
    /// <param name="host">In either form, any case; a trailing dot is dropped.</param>
    public static Domain Split(string host)
    {
        var trimmed = host.AsSpan().Trim().TrimEnd('.');
        if (trimmed.IsEmpty) return new Domain();
        return SplitAscii(Idna.ToAscii(trimmed.Length == host.Length ? host : trimmed.ToString()));
    }

    /// <summary>Splits a host that is in A-label form, lower case, without a trailing dot.</summary>
    public static Domain SplitAscii(string ascii)
    {
        var unicode = Idna.ToUnicode(ascii);
        var punycode = ReferenceEquals(unicode, ascii) || unicode == ascii ? null : ascii;
        if (!IsWellFormed(ascii)) return new Domain { DomainName = unicode, Punycode = punycode };
        var suffix = Rules.Value.SuffixStart(ascii, includePrivate: false, out var known);
        known |= IsDocumentation(ascii);
        if (punycode is not null) suffix = SameLabel(ascii, suffix, unicode);
        if (suffix == 0) return new Domain { DomainName = unicode, Punycode = punycode, Tld = known ? unicode : null };
        var root = unicode.AsSpan(0, suffix - 1).LastIndexOf('.') + 1;
        return new Domain
        {
            DomainName = unicode,
            RootDomain = root == 0 ? unicode : unicode[root..],
            Sld = unicode[root..(suffix - 1)],
            Tld = unicode[suffix..],
            Subdomain = root == 0 ? null : unicode[..(root - 1)],
            Punycode = punycode,
            Valid = known,
        };
    }

    /// <summary>The suffix under which a provider gives names to anyone (<c>github.io</c>, <c>duckdns.org</c>): a rule of the private section; null if none covers the host.</summary>
    /// <param name="host">Either form.</param>
    public static string? PrivateSuffix(string host)
    {
        var ascii = Idna.ToAscii(host.TrimEnd('.'));
        if (!IsWellFormed(ascii)) return null;
        var both = Rules.Value.SuffixStart(ascii, includePrivate: true, out var known);
        if (!known || both == 0) return null;
        return both < Rules.Value.SuffixStart(ascii, includePrivate: false, out _) ? ascii[both..] : null;
    }

    /// <summary>True if the host (A-label form, lower case) is a name right or further below a known suffix.</summary>
    public static bool IsName(string ascii) => IsWellFormed(ascii) && Rules.Value.SuffixStart(ascii, includePrivate: false, out var known) > 0 && (known || IsDocumentation(ascii));

    /// <summary>The names set aside for documentation and tests [RFC 2606]: no one can register there, so counting them as real costs nothing, and inert material behaves like real mail.</summary>
    private static bool IsDocumentation(string ascii) => ascii.EndsWith(".example", StringComparison.Ordinal) || ascii.EndsWith(".test", StringComparison.Ordinal);

    private static int SameLabel(string ascii, int start, string unicode)
    {
        if (start == 0) return 0;
        var labels = ascii.AsSpan(start).Count('.') + 1;
        var at = unicode.Length;
        while (labels-- > 0) at = unicode.LastIndexOf('.', at - 1);
        return at + 1;
    }

    /// <summary>Letters, digits, hyphens (underscores: browsers resolve them), labels of 1 to 63, 253 in all [RFC 1035 2.3.4].</summary>
    private static bool IsWellFormed(ReadOnlySpan<char> ascii)
    {
        if (ascii.Length is 0 or > MaxHost || ascii.ContainsAnyExcept(HostChars)) return false;
        while (true)
        {
            var dot = ascii.IndexOf('.');
            var length = dot < 0 ? ascii.Length : dot;
            if (length is 0 or > 63) return false;
            if (dot < 0) return true;
            ascii = ascii[(dot + 1)..];
        }
    }

    /// <summary>An open-addressed hash table over the bytes of the rules; nothing is allocated per rule.</summary>
    private sealed class Table
    {
        private const uint Seed = 2166136261, Prime = 16777619;
        private const int Slots = 1 << 15;
        private const uint Rule = 1, Wildcard = 2, Exception = 4;
        private const int PrivateShift = 3;

        private readonly byte[] _text;
        private readonly int[] _starts = new int[Slots];   // 0: free
        private readonly uint[] _info = new uint[Slots];   // length << 8 | flags

        private Table(byte[] text)
        {
            _text = text;
            var shift = 0;
            var at = 0;
            while (at < text.Length)
            {
                var end = Array.IndexOf(text, (byte)'\n', at);
                if (end < 0) end = text.Length;
                var line = text.AsSpan(at, end - at);
                if (line.SequenceEqual("=PRIVATE"u8)) shift = PrivateShift;
                else if (line.Length > 0 && line[0] is not ((byte)'#' or (byte)'='))
                {
                    var (skip, flag) = line[0] == '!' ? (1, Exception) : line.StartsWith("*."u8) ? (2, Wildcard) : (0, Rule);
                    Add(at + skip, end, flag << shift);
                }
                at = end + 1;
            }
        }

        public static Table Load()
        {
            using var stream = typeof(Table).Assembly.GetManifestResourceStream("Mail/Links/public-suffixes.dat")!;
            var text = new byte[stream.Length];
            stream.ReadExactly(text);
            return new Table(text);
        }

        /// <summary>Where the public suffix of <paramref name="host"/> starts; the last label if no rule matches (<paramref name="known"/> false).</summary>
        public int SuffixStart(ReadOnlySpan<char> host, bool includePrivate, out bool known)
        {
            var best = host.LastIndexOf('.') + 1;
            known = false;
            var previous = host.Length + 1;
            uint hash = Seed, above = 0;
            for (var i = host.Length - 1; ; i--)
            {
                if (i < 0 || host[i] == '.')
                {
                    var flags = Find(host[(i + 1)..], hash);
                    flags = includePrivate ? (flags | flags >> PrivateShift) & 7 : flags & 7;
                    if ((flags & Exception) != 0)
                    {
                        known = true;
                        return previous;
                    }
                    if ((flags & Rule) != 0 || (above & Wildcard) != 0)
                    {
                        best = i + 1;
                        known = true;
                    }
                    above = flags;
                    previous = i + 1;
                    if (i < 0) return best;
                }
                hash = (hash ^ host[i]) * Prime;
            }
        }

        private void Add(int start, int end, uint flag)
        {
            var hash = Seed;
            for (var i = end - 1; i >= start; i--) hash = (hash ^ _text[i]) * Prime;
            for (var slot = hash & (Slots - 1); ; slot = (slot + 1) & (Slots - 1))
            {
                if (_starts[slot] == 0)
                {
                    _starts[slot] = start;
                    _info[slot] = (uint)(end - start) << 8 | flag;
                    return;
                }
                if (_info[slot] >> 8 != end - start || !_text.AsSpan(start, end - start).SequenceEqual(_text.AsSpan(_starts[slot], end - start))) continue;
                _info[slot] |= flag;
                return;
            }
        }

        private uint Find(ReadOnlySpan<char> suffix, uint hash)
        {
            for (var slot = hash & (Slots - 1); _starts[slot] != 0; slot = (slot + 1) & (Slots - 1))
            {
                if (_info[slot] >> 8 == suffix.Length && System.Text.Ascii.Equals(_text.AsSpan(_starts[slot], suffix.Length), suffix)) return _info[slot] & 0xFF;
            }
            return 0;
        }
    }
}
