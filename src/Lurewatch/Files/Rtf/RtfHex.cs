namespace Lurewatch.Files.Rtf;

/// <summary>Bytes written as hexadecimal digits in pieces. What is no digit is passed over, as Word does; it never holds more than the file does.</summary>
internal sealed class RtfHex
{
    private byte[] _bytes = new byte[256];
    private int _count;
    private int _high = -1;

    /// <summary>Characters that are neither digits nor white space.</summary>
    public int Foreign { get; private set; }

    public void Add(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length / 2 + 1);
        foreach (var b in text)
        {
            var digit = b switch
            {
                >= (byte)'0' and <= (byte)'9' => b - '0',
                >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                if (b is not ((byte)' ' or (byte)'\t')) Foreign++;
                continue;
            }
            if (_high < 0)
            {
                _high = digit;
                continue;
            }
            _bytes[_count++] = (byte)(_high << 4 | digit);
            _high = -1;
        }
    }

    /// <summary>Bytes of <c>\bin</c>, which stand as they are.</summary>
    public void AddBinary(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
    }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _count);

    /// <summary>The same digits paired one further on: for data that a stray digit pushed out of step.</summary>
    public static byte[] Shifted(ReadOnlySpan<byte> bytes)
    {
        var shifted = new byte[Math.Max(0, bytes.Length - 1)];
        for (var i = 0; i < shifted.Length; i++) shifted[i] = (byte)(bytes[i] << 4 | bytes[i + 1] >> 4);
        return shifted;
    }

    private void Reserve(int more)
    {
        if (_count + more > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_count + more, _bytes.Length * 2));
    }
}
