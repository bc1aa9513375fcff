using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Scripts.Vba.PCode;

/// <summary>A module's compiled code, walked from its first operation to its last: a module of which one line does not add up is none.</summary>
/// <remarks>
/// The stream before the source: a header with offsets of tables, among them that of the lines, which starts with 0xCAFE; then the operations of each line.
/// An operation is a word (10 bits number, 6 bits flags) and its operands.
/// </remarks>
internal sealed class PCodeModule
{
    private const int LineEntry = 12;
    private const ushort LinesMagic = 0xCAFE;

    private readonly HashSet<string> _literals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PCodeName> _calls = new(StringComparer.OrdinalIgnoreCase), _procedures = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _lines = [];

    private PCodeModule()
    {
    }

    /// <summary>String literals.</summary>
    public IReadOnlyCollection<string> Literals => _literals;
    /// <summary>Names that are called: functions, methods, properties.</summary>
    public IReadOnlyCollection<PCodeName> Calls => _calls.Values;
    /// <summary>Names of the procedures that are defined here.</summary>
    public IReadOnlyCollection<PCodeName> Procedures => _procedures.Values;
    /// <summary>The code, near to its source: a line each.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Walks the code; null where there is none, or where it can't be read with certainty.</summary>
    /// <param name="cache">The module's stream up to its source.</param>
    /// <param name="names">The project's names.</param>
    /// <param name="encoding">Of literals.</param>
    /// <param name="budget">Pays a step a line and an operation.</param>
    public static PCodeModule? Read(ReadOnlySpan<byte> cache, PCodeIdentifiers names, Encoding encoding, AnalysisBudget budget)
    {
        if (DWord(cache, 0x19) is not { } table || table > cache.Length - 0x42) return null;
        var at = (int)table + 0x3C;
        if (BinaryPrimitives.ReadUInt16LittleEndian(cache[at..]) != LinesMagic) return null;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(cache[(at + 4)..]);
        at += 6;
        var code = at + count * LineEntry + 10L;
        if (code > cache.Length) return null;
        var declarations = Declarations(cache, names.Is64Bit);
        var module = new PCodeModule();
        for (var i = 0; i < count; i++, at += LineEntry)
        {
            if (!budget.TryTakeSteps(1, "p-code")) return null;
            int length = BinaryPrimitives.ReadUInt16LittleEndian(cache[(at + 4)..]);
            if (length == 0) continue;
            var start = code + BinaryPrimitives.ReadUInt32LittleEndian(cache[(at + 8)..]);
            if (length > cache.Length - start) return null;
            if (!module.Line(cache.Slice((int)start, length), declarations, names, encoding, budget)) return null;
        }
        return module;
    }

    private bool Line(ReadOnlySpan<byte> line, ReadOnlySpan<byte> declarations, PCodeIdentifiers names, Encoding encoding, AnalysisBudget budget)
    {
        var text = new PCodeLine();
        while (!line.IsEmpty)
        {
            if (line.Length < 2 || !budget.TryTakeSteps(1, "p-code")) return false;
            var word = BinaryPrimitives.ReadUInt16LittleEndian(line);
            line = line[2..];
            var operation = PCodeOperation.Normalised(word & 0x3FF, names.Is64Bit);
            var operands = PCodeOperation.OperandsOf(operation);
            var size = SizeOf(operands, line, word >> 10, names.Is64Bit);
            if (size > line.Length) return false;
            var data = line[..size];
            line = line[size..];
            switch (operands)
            {
                case PCodeOperands.Name or PCodeOperands.NameAndCount or PCodeOperands.NameCountType:
                    var name = names.Name(BinaryPrimitives.ReadUInt16LittleEndian(data));
                    var arguments = operands == PCodeOperands.NameAndCount ? BinaryPrimitives.ReadUInt16LittleEndian(data[2..]) : 0;
                    if (name is { Text: { } called } && IsCall(operation)) _calls.TryAdd(called, name.Value);
                    text.Named(operation, name?.Text ?? (BinaryPrimitives.ReadUInt16LittleEndian(data) == PCodeIdentifiers.Me ? "Me" : ""), arguments);
                    break;
                case PCodeOperands.Bytes when operation == PCodeOperation.TextLiteral:
                    var literal = encoding.GetString(data.Slice(2, BinaryPrimitives.ReadUInt16LittleEndian(data)));
                    if (!budget.TryTakeBytes(literal.Length, "p-code")) return false;
                    _literals.Add(literal);
                    text.Literal(literal);
                    break;
                case PCodeOperands.Declaration when operation is PCodeOperation.FunctionDefinition or PCodeOperation.FunctionDefinitionSave:
                    var place = BinaryPrimitives.ReadUInt32LittleEndian(data);
                    if (place > declarations.Length - 4L) break;
                    var flags = BinaryPrimitives.ReadUInt16LittleEndian(declarations[(int)place..]);
                    var procedure = names.Name(BinaryPrimitives.ReadUInt16LittleEndian(declarations[((int)place + 2)..]));
                    if (procedure is not { Text: { } defined }) break;
                    _procedures.TryAdd(defined, procedure.Value);
                    text.Procedure(defined, (flags & 0xF000) == 0x1000 && (word >> 10 & 2) != 0);
                    break;
                case PCodeOperands.Unknown:
                    return false;
                default:
                    text.Other(operation, data);
                    break;
            }
        }
        if (text.ToString() is { Length: > 0 } read) _lines.Add(read);
        return true;
    }

    private static bool IsCall(int operation) =>
        operation is PCodeOperation.ArgsCall or PCodeOperation.ArgsLd or PCodeOperation.ArgsMemCall or PCodeOperation.ArgsMemCallWith or PCodeOperation.ArgsMemLd or PCodeOperation.ArgsMemLdWith or PCodeOperation.MemLd or PCodeOperation.MemLdWith;

    /// <summary>Of the operands; more than the line has where they are cut.</summary>
    private static int SizeOf(PCodeOperands operands, ReadOnlySpan<byte> line, int flags, bool is64Bit)
    {
        switch (operands)
        {
            case PCodeOperands.Name or PCodeOperands.Word:
                return 2;
            case PCodeOperands.NameAndCount or PCodeOperands.TwoWords or PCodeOperands.Declaration:
                return 4;
            case PCodeOperands.Variable:
                return (flags & 0x10) != 0 ? 6 : 4;
            case PCodeOperands.Context:
                return is64Bit ? 8 : 4;
            case PCodeOperands.NameCountType or PCodeOperands.FourWords:
                return 8;
            case PCodeOperands.Bytes or PCodeOperands.WordAndBytes:
                var before = operands == PCodeOperands.Bytes ? 2 : 4;
                if (line.Length < before) return int.MaxValue;
                int length = BinaryPrimitives.ReadUInt16LittleEndian(line[(before - 2)..]);
                return before + length + (length & 1);
            default:
                return 0;
        }
    }

    /// <summary>The table that declarations of procedures point into; empty where it can't be found.</summary>
    private static ReadOnlySpan<byte> Declarations(ReadOnlySpan<byte> cache, bool is64Bit)
    {
        if (DWord(cache, 0x11) is not { } offset) return [];
        var at = offset + (is64Bit ? 12L : 10L);
        if (DWord(cache, at) is not { } length || length > cache.Length - at - 4) return [];
        return cache.Slice((int)at + 4, (int)length);
    }

    private static uint? DWord(ReadOnlySpan<byte> bytes, long at) => at <= bytes.Length - 4L ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)at..]) : null;
}
