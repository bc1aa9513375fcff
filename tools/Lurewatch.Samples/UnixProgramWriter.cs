using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples;

/// <summary>Writes ELF and Mach-O programs that hold no code: headers, what they ask the loader for, and text.</summary>
public static class UnixProgramWriter
{
    /// <summary>An ELF file with a loader, libraries and text in one segment.</summary>
    public static byte[] Elf(string? interpreter, string[] libraries, string text = "", bool is64 = true, bool bigEndian = false, ushort machine = 62, byte[]? appended = null)
    {
        ArgumentNullException.ThrowIfNull(libraries);
        var header = is64 ? 64 : 52;
        var entry = is64 ? 56 : 32;
        var content = header + (3 * entry);
        var strings = "\0" + string.Concat(libraries.Select(library => library + "\0"));
        var stringsAt = content + (interpreter?.Length ?? 0) + 1;
        var dynamicAt = (stringsAt + strings.Length + 15) & ~15;
        var dynamicSize = (libraries.Length + 2) * (is64 ? 16 : 8);
        var textAt = dynamicAt + dynamicSize;
        var total = textAt + text.Length;
        var file = new Writer(total, bigEndian, is64);
        file.Bytes([0x7f, (byte)'E', (byte)'L', (byte)'F', (byte)(is64 ? 2 : 1), (byte)(bigEndian ? 2 : 1), 1]);
        file.At = 16;
        file.U16(3, machine);
        file.U32(1);
        file.Word(0);
        file.Word((ulong)header);
        file.Word(0);
        file.U32(0);
        file.U16((ushort)header, (ushort)entry, 3, 0, 0, 0);
        file.At = header;
        Segment(1, 0, total);
        Segment(interpreter is null ? 4 : 3, content, (interpreter?.Length ?? 0) + 1);
        Segment(2, dynamicAt, dynamicSize);
        file.Bytes(Encoding.ASCII.GetBytes((interpreter ?? "") + "\0" + strings));
        file.At = dynamicAt;
        var at = 1;
        foreach (var library in libraries)
        {
            file.Word(1);
            file.Word((ulong)at);
            at += library.Length + 1;
        }
        file.Word(5);
        file.Word((ulong)(0x40_0000 + stringsAt));
        file.Word(0);
        file.Word(0);
        file.Bytes(Encoding.ASCII.GetBytes(text));
        return [.. file.Done, .. appended ?? []];

        void Segment(int kind, int offset, int size)
        {
            file.U32((uint)kind);
            if (is64) file.U32(4);
            foreach (var value in (ReadOnlySpan<int>)[offset, 0x40_0000 + offset, 0x40_0000 + offset, size, size]) file.Word((ulong)value);
            if (!is64) file.U32(4);
            file.Word(1);
        }
    }

    /// <summary>A 64-bit Mach-O file with a loader, libraries, text, and a code signature where a message is given.</summary>
    public static byte[] MachO(string[] libraries, string text = "", string? identifier = null, string? team = null, byte[]? signature = null)
    {
        ArgumentNullException.ThrowIfNull(libraries);
        var commands = new List<byte>();
        foreach (var library in libraries) Command(0xc, 24, library);
        Command(0xe, 12, "/usr/lib/dyld");
        var count = libraries.Length + 1 + (identifier is null ? 0 : 1);
        var blob = identifier is null ? [] : Signed(identifier, team ?? "", signature);
        var size = commands.Count + (identifier is null ? 0 : 16);
        var textAt = 32 + size;
        if (identifier is not null) commands.AddRange(Little(0x1d, 16, (uint)(textAt + text.Length), (uint)blob.Length));
        return [.. Little(0xfeed_facf, 0x0100_0007, 3, 2, (uint)count, (uint)size, 0, 0), .. commands, .. Encoding.ASCII.GetBytes(text), .. blob];

        void Command(uint kind, int head, string name)
        {
            var length = (head + name.Length + 8) & ~7;
            var bytes = new byte[length];
            Little(kind, (uint)length, (uint)head).CopyTo(bytes, 0);
            Encoding.ASCII.GetBytes(name).CopyTo(bytes, head);
            commands.AddRange(bytes);
        }
    }

    /// <summary>Several Mach-O programs in one universal file.</summary>
    public static byte[] Universal(params (uint Machine, byte[] Program)[] programs)
    {
        ArgumentNullException.ThrowIfNull(programs);
        var at = 8 + (20 * programs.Length);
        List<byte> head = [.. Big(0xcafe_babe, (uint)programs.Length)], body = [];
        foreach (var (machine, program) in programs)
        {
            head.AddRange(Big(machine, 3, (uint)(at + body.Count), (uint)program.Length, 0));
            body.AddRange(program);
        }
        return [.. head, .. body];
    }

    private static byte[] Signed(string identifier, string team, byte[]? signature)
    {
        var directory = new byte[52 + identifier.Length + 1 + team.Length + 1];
        Big(0xfade_0c02, (uint)directory.Length, 0x2_0200, 0, 0, 52).CopyTo(directory, 0);
        if (team.Length > 0) BinaryPrimitives.WriteUInt32BigEndian(directory.AsSpan(48), (uint)(52 + identifier.Length + 1));
        Encoding.ASCII.GetBytes($"{identifier}\0{team}\0").CopyTo(directory, 52);
        byte[] message = signature is null ? [] : [.. Big(0xfade_0b01, (uint)(8 + signature.Length)), .. signature];
        var blobs = signature is null ? 1u : 2u;
        var head = 12 + (8 * blobs);
        byte[] index = signature is null ? Big(0, head) : Big(0, head, 0x1_0000, (uint)(head + directory.Length));
        return [.. Big(0xfade_0cc0, (uint)(head + directory.Length + message.Length), blobs), .. index, .. directory, .. message];
    }

    private static byte[] Little(params uint[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), values[i]);
        return bytes;
    }

    private static byte[] Big(params uint[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), values[i]);
        return bytes;
    }

    private sealed class Writer(int length, bool bigEndian, bool is64)
    {
        public byte[] Done { get; } = new byte[length];
        public int At { get; set; }

        public void Bytes(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Done.AsSpan(At));
            At += bytes.Length;
        }

        public void U16(params ReadOnlySpan<ushort> values)
        {
            foreach (var value in values)
            {
                if (bigEndian) BinaryPrimitives.WriteUInt16BigEndian(Done.AsSpan(At), value);
                else BinaryPrimitives.WriteUInt16LittleEndian(Done.AsSpan(At), value);
                At += 2;
            }
        }

        public void U32(uint value)
        {
            if (bigEndian) BinaryPrimitives.WriteUInt32BigEndian(Done.AsSpan(At), value);
            else BinaryPrimitives.WriteUInt32LittleEndian(Done.AsSpan(At), value);
            At += 4;
        }

        public void Word(ulong value)
        {
            if (!is64)
            {
                U32((uint)value);
                return;
            }
            if (bigEndian) BinaryPrimitives.WriteUInt64BigEndian(Done.AsSpan(At), value);
            else BinaryPrimitives.WriteUInt64LittleEndian(Done.AsSpan(At), value);
            At += 8;
        }
    }
}
