namespace Lurewatch.Scripts.Vba.PCode;

/// <summary>What follows an operation's word.</summary>
internal enum PCodeOperands
{
    None,
    Unknown,
    Name,
    NameAndCount,
    /// <summary>A name, a count and a type.</summary>
    NameCountType,
    Word,
    TwoWords,
    FourWords,
    /// <summary>A place in the module's table of declarations.</summary>
    Declaration,
    /// <summary>Likewise; a word follows where the operation's flags say so.</summary>
    Variable,
    Context,
    /// <summary>A length and so many bytes, filled up to whole words.</summary>
    Bytes,
    /// <summary>A word, then <see cref="Bytes"/>.</summary>
    WordAndBytes,
}

/// <summary>The operations of VBA's compiled code, by their numbers in 64-bit VBA 7: those of 32 bits lack three of them. Numbers and shapes as public research on p-code found them.</summary>
internal static class PCodeOperation
{
    public const int Not = 21, Minus = 22, Paren = 29, Ld = 32, MemLd = 33, ArgsLd = 36, ArgsMemLd = 37, St = 39, MemSt = 40, Set = 46, MemSet = 47, MemLdWith = 53, ArgsMemLdWith = 55, MemStWith = 57, MemSetWith = 61,
        ArgsCall = 65, ArgsMemCall = 66, ArgsMemCallWith = 67, ElseBlock = 100, EndFunction = 105, EndIfBlock = 107, EndProperty = 109, EndSub = 111, EndWith = 113, FunctionDefinition = 150, FunctionDefinitionSave = 151, If = 155, IfBlock = 156, IntegerLiteral = 172, LongLiteral = 173,
        HexLiteral = 175, LongHexLiteral = 176, TextLiteral = 185, With = 248;
    private const int Last = 263;

    /// <summary>The number in 64-bit VBA 7.</summary>
    public static int Normalised(int number, bool is64Bit) => is64Bit ? number : number switch
    {
        <= 173 => number,
        <= 175 => number + 1,
        <= 178 => number + 2,
        _ => number + 3,
    };

    public static PCodeOperands OperandsOf(int number) => number switch
    {
        (>= 31 and <= 34) or (>= 39 and <= 41) or (>= 46 and <= 48) or 53 or 54 or 57 or 58 or 61 or 62 or 73 or 74 or 153 or 154 or 163 or 168 or 204 or 212 or 232 or 251 or 261 => PCodeOperands.Name,
        (>= 36 and <= 38) or (>= 43 and <= 45) or (>= 50 and <= 52) or 55 or 56 or 59 or 60 or (>= 63 and <= 68) or (>= 117 and <= 119) => PCodeOperands.NameAndCount,
        (>= 194 and <= 197) or 228 or 229 => PCodeOperands.NameCountType,
        35 or 42 or 49 or 70 or 85 or 86 or 102 or 114 or 138 or 145 or 148 or 157 or 158 or 165 or 172 or 175 or 179 or 201 or 207 or 225 or 235 or 238 => PCodeOperands.Word,
        92 or 173 or 176 or 180 or 182 or 241 => PCodeOperands.TwoWords,
        159 or 169 or 170 or 174 or 177 or 181 or 183 => PCodeOperands.FourWords,
        116 or 150 or 151 or 243 => PCodeOperands.Declaration,
        245 => PCodeOperands.Variable,
        90 => PCodeOperands.Context,
        166 or 185 or 205 or 206 or 230 or 231 => PCodeOperands.Bytes,
        227 => PCodeOperands.WordAndBytes,
        >= 0 and <= Last => PCodeOperands.None,
        _ => PCodeOperands.Unknown,
    };
}
