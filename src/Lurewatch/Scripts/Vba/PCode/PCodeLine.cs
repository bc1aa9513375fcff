using System.Buffers.Binary;
using System.Globalization;

namespace Lurewatch.Scripts.Vba.PCode;

/// <summary>Turns a line of the stack machine back into something near to VBA: calls, assignments, members and joined strings; of everything else only names and strings stay.</summary>
internal sealed class PCodeLine
{
    private const int MostChars = 1 << 16;

    /// <summary>By their numbers, from 0.</summary>
    private static readonly string[] s_operators = ["Imp", "Eqv", "Xor", "Or", "And", "=", "<>", "<=", ">=", "<", ">", "+", "-", "Mod", "\\", "*", "/", "&", "Like", "^", "Is"];

    private readonly List<string> _stack = [];
    private readonly List<string> _done = [];
    private int _chars;

    public void Literal(string text) => Push($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    public void Procedure(string name, bool isFunction) => _done.Add((isFunction ? "Function " : "Sub ") + name + "()");

    public void Named(int operation, string name, int arguments)
    {
        switch (operation)
        {
            case PCodeOperation.MemLd:
                Push($"{Pop()}.{name}");
                break;
            case PCodeOperation.MemLdWith:
                Push("." + name);
                break;
            case PCodeOperation.ArgsLd:
                Push($"{name}({Arguments(arguments)})");
                break;
            case PCodeOperation.ArgsMemLd:
                var owner = Pop();
                Push($"{owner}.{name}({Arguments(arguments)})");
                break;
            case PCodeOperation.ArgsMemLdWith:
                Push($".{name}({Arguments(arguments)})");
                break;
            case PCodeOperation.ArgsCall:
                Statement($"{name} {Arguments(arguments)}");
                break;
            case PCodeOperation.ArgsMemCall:
                var callee = Pop();
                Statement($"{callee}.{name} {Arguments(arguments)}");
                break;
            case PCodeOperation.ArgsMemCallWith:
                Statement($".{name} {Arguments(arguments)}");
                break;
            case PCodeOperation.St:
                Statement($"{name} = {Pop()}");
                break;
            case PCodeOperation.Set:
                Statement($"Set {name} = {Pop()}");
                break;
            case PCodeOperation.MemSt or PCodeOperation.MemSet:
                var target = Pop();
                Statement($"{(operation == PCodeOperation.MemSet ? "Set " : "")}{target}.{name} = {Pop()}");
                break;
            case PCodeOperation.MemStWith or PCodeOperation.MemSetWith:
                Statement($"{(operation == PCodeOperation.MemSetWith ? "Set " : "")}.{name} = {Pop()}");
                break;
            default:
                Push(name);
                break;
        }
    }

    public void Other(int operation, ReadOnlySpan<byte> data)
    {
        switch (operation)
        {
            case >= 0 and < PCodeOperation.Not:
                var right = Pop();
                Push($"{Pop()} {s_operators[operation]} {right}");
                break;
            case PCodeOperation.Not or PCodeOperation.Minus:
                Push((operation == PCodeOperation.Not ? "Not " : "-") + Pop());
                break;
            case PCodeOperation.If or PCodeOperation.IfBlock:
                Statement($"If {Pop()} Then");
                break;
            case PCodeOperation.ElseBlock:
                Statement("Else");
                break;
            case PCodeOperation.EndIfBlock:
                Statement("End If");
                break;
            case PCodeOperation.EndWith:
                Statement("End With");
                break;
            case PCodeOperation.Paren:
                Push($"({Pop()})");
                break;
            case PCodeOperation.IntegerLiteral or PCodeOperation.HexLiteral:
                Push(BinaryPrimitives.ReadInt16LittleEndian(data).ToString(CultureInfo.InvariantCulture));
                break;
            case PCodeOperation.LongLiteral or PCodeOperation.LongHexLiteral:
                Push(BinaryPrimitives.ReadInt32LittleEndian(data).ToString(CultureInfo.InvariantCulture));
                break;
            case PCodeOperation.With:
                Statement("With " + Pop());
                break;
            case PCodeOperation.EndSub or PCodeOperation.EndFunction or PCodeOperation.EndProperty:
                Statement(operation == PCodeOperation.EndSub ? "End Sub" : operation == PCodeOperation.EndFunction ? "End Function" : "End Property");
                break;
        }
    }

    /// <summary>Statements first, then what no statement took.</summary>
    public override string ToString() => string.Join(" : ", _done.Concat(_stack)).Replace('\r', ' ').Replace('\n', ' ');

    private string Arguments(int count)
    {
        var taken = Math.Min(count, _stack.Count);
        var list = string.Join(", ", _stack[^taken..]);
        _stack.RemoveRange(_stack.Count - taken, taken);
        return list;
    }

    private string Pop()
    {
        if (_stack.Count == 0) return "";
        var top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    /// <summary>What a line writes is bounded: each push may copy what lay below.</summary>
    private void Push(string text)
    {
        if (text.Length > MostChars - _chars) return;
        _chars += text.Length;
        _stack.Add(text);
    }

    private void Statement(string text)
    {
        if (text.Length > MostChars - _chars) return;
        _chars += text.Length;
        _done.Add(text.TrimEnd());
    }
}
