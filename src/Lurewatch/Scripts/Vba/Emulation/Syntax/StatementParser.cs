using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Syntax;

/// <summary>Parses statements [MS-VBAL 5.4] into the flat code of one procedure.</summary>
internal sealed partial class StatementParser(Tokens tokens, ExpressionParser expressions, Procedure procedure, bool isMain)
{
    private const int MostBlocks = 400, MostCode = 200_000;
    private readonly Stack<Block> _blocks = new();

    public Procedure Procedure => procedure;
    /// <summary>Statements that did not parse.</summary>
    public int Skipped { get; private set; }
    /// <summary>Every variable is kept between calls.</summary>
    public bool AllStatic { get; init; }

    private List<Instruction> Code => procedure.Code;

    /// <summary>A block that is open.</summary>
    private sealed class Block(BlockKind kind)
    {
        public BlockKind Kind => kind;
        /// <summary>Jumps to the end of the block.</summary>
        public List<Instruction> Ends { get; } = [];
        /// <summary>The jump to the next branch.</summary>
        public Instruction? Next { get; set; }
        public int Start { get; set; }
        public int Slot { get; set; }
        public Expression? Variable { get; set; }
    }

    private enum BlockKind
    {
        If,
        Select,
        For,
        ForEach,
        Do,
        While,
        With,
    }

    /// <summary>Reads one statement. Its end is not taken.</summary>
    public void Statement()
    {
        var t = tokens;
        Label();
        if (t.IsEnd) return;
        var start = t.At;
        if (Code.Count >= MostCode) { t.SkipStatement(); return; }
        if (!Keyword() && !Simple())
        {
            Skipped++;
            t.At = Math.Max(t.At, start);
            t.SkipStatement();
            return;
        }
        // What is left of a statement that was understood up to here.
        if (!t.IsEnd && !t.IsWord("Else")) t.SkipStatement();
    }

    /// <summary>Closes what was left open and settles the jumps to labels.</summary>
    public void Finish()
    {
        while (_blocks.Count > 0) Close(_blocks.Pop());
        Emit(new Instruction(Op.ExitProcedure));
        foreach (var instruction in Code)
            if (instruction.Label is { } label && instruction.Target < 0) instruction.Target = procedure.Labels.TryGetValue(label, out var at) ? at : -2;
    }

    private Instruction Emit(Instruction instruction)
    {
        Code.Add(instruction);
        return instruction;
    }

    /// <summary><c>name:</c> or a line number.</summary>
    private void Label()
    {
        var t = tokens;
        var isLineStart = t.At == 0 || t.Kind(-1) == VbaTokenKind.End;
        if (!isLineStart) return;
        if (t.IsNumber)
        {
            procedure.Labels.TryAdd(t.Span().ToString(), Code.Count);
            t.At++;
            if (t.IsColon) t.At++;
            return;
        }
        if (!t.IsName || t.Kind(1) != VbaTokenKind.End) return;
        t.At++;
        var isLabel = t.IsColon && t.FollowsAtOnce;
        t.At--;
        if (!isLabel || t.IsWord("Else") || t.IsWord("Next") || t.IsWord("Loop") || t.IsWord("Do") || t.IsWord("Return") || t.IsWord("Wend") || t.IsWord("End") || t.IsWord("Stop") || t.IsWord("Beep") || t.IsWord("Resume")) return;
        procedure.Labels.TryAdd(t.TakeName()!, Code.Count);
        t.At++;
    }

    /// <summary>A statement that a keyword starts. True if it was understood.</summary>
    private bool Keyword()
    {
        var t = tokens;
        if (!t.IsName) return false;
        // A keyword that is assigned to is a name in VBScript.
        if (t.IsOperator('=', 1) && !t.IsWord("Set")) return false;
        var word = t.Span();
        switch (word.Length)
        {
            case 2:
                if (t.Take("If")) return If();
                if (t.Take("Do")) return Do();
                if (t.IsWord("On")) return On();
                break;
            case 3:
                if (t.Take("For")) return For();
                if (t.Take("Let")) return Simple();
                if (t.Take("Set")) return Assignment(isSet: true);
                if (t.Take("Dim")) return Dim(isStatic: false);
                if (t.IsWord("End")) return End();
                if (t.IsWord("Put")) return PutFile();
                if (t.IsWord("Get") && t.IsOperator('#', 1)) return GetFile();
                break;
            case 4:
                if (t.Take("Else")) return Else();
                if (t.Take("Next")) return NextLoop();
                if (t.Take("Loop")) return Loop();
                if (t.Take("Case")) return CaseBranch();
                if (t.Take("With")) return With();
                if (t.Take("Wend")) return Wend();
                if (t.Take("Exit")) return Exit();
                if (t.Take("Call")) return CallStatement();
                if (t.Take("GoTo")) return Goto(Op.Jump);
                if (t.Take("Stop")) return true;
                if (t.Take("LSet") || t.Take("RSet")) return Assignment(isSet: false);
                if (t.IsWord("Open") && t.Kind(1) is not (VbaTokenKind.End or VbaTokenKind.Operator)) return OpenFile();
                break;
            case 5:
                if (t.Take("While")) return While();
                if (t.Take("ReDim")) return Redim();
                if (t.Take("Const")) return Constants();
                if (t.Take("Erase")) return Erase();
                if (t.Take("GoSub")) return Goto(Op.Gosub);
                if (t.IsWord("Print") || t.IsWord("Write") && t.IsOperator('#', 1)) return PrintFile();
                if (t.IsWord("Close")) return CloseFile();
                if (t.Take("Error") && expressions.Expression() is { } number) { Emit(new Instruction(Op.RaiseError) { A = number }); return true; }
                if (t.IsWord("Input") && t.IsOperator('#', 1) || t.IsWord("Line") && t.IsWord("Input", 1)) return ReadFile();
                break;
            case 6:
                if (t.Take("ElseIf")) return ElseIf();
                if (t.Take("Select")) return Select();
                if (t.Take("Resume")) return Resume();
                if (t.Take("Return")) { Emit(new Instruction(Op.Return)); return true; }
                if (t.Take("Static")) return Dim(isStatic: true);
                break;
        }
        if (isMain && (t.Take("Public") || t.Take("Private")))
        {
            t.Take("Const");
            return Dim(isStatic: false);
        }
        return t.IsWord("Attribute") || t.IsWord("RaiseEvent") ? SkipAll() : false;
    }

    private bool SkipAll()
    {
        tokens.SkipStatement();
        return true;
    }

    /// <summary>An assignment or a call without keyword.</summary>
    private bool Simple()
    {
        var t = tokens;
        var start = t.At;
        if (t.IsWord("Mid") && t.IsOperator('(', 1) && MidStatement()) return true;
        t.At = start;
        if (expressions.Postfix(callStatement: true) is not { } target) return false;
        if (t.IsOperator('=')) { t.At = start; return Assignment(isSet: false); }
        if (target is Member { Text: "print" } && target is Member { Target: Name { Text: "debug" } })
        {
            t.SkipStatement();
            return true;
        }
        if (t.IsEnd || t.IsWord("Else"))
        {
            Emit(new Instruction(Op.Evaluate) { A = target is Chain { Rest.Length: 0, First: var inner } ? inner : target });
            return true;
        }
        if (StatementArguments() is not { } arguments) return false;
        Emit(new Instruction(Op.Evaluate) { A = new Call(target, arguments) });
        return true;
    }

    /// <summary>Arguments of a call without brackets, to the end of the statement or the Else of a line.</summary>
    private Argument[]? StatementArguments()
    {
        var all = new List<Argument>();
        var t = tokens;
        while (true)
        {
            if (t.Take(',') || t.Take(';')) { all.Add(new Argument(null, null)); continue; }
            string? name = null;
            if (t.IsName && t.Kind(1) == VbaTokenKind.Operator && t.Span(1) is ":=")
            {
                name = t.TakeName();
                t.At++;
            }
            if (expressions.Expression() is not { } value) return null;
            all.Add(new Argument(value, name));
            if (t.IsEnd || t.IsWord("Else")) return [.. all];
            if (!t.Take(',') && !t.Take(';')) return null;
        }
    }

    private bool Assignment(bool isSet)
    {
        if (expressions.Postfix() is not { } target || !tokens.Take('=') || expressions.Expression() is not { } value) return false;
        Emit(new Instruction(Op.Assign) { A = target, B = value, Flag = isSet });
        return true;
    }

    private bool CallStatement()
    {
        if (expressions.Postfix() is not { } target) return false;
        Emit(new Instruction(Op.Evaluate) { A = target });
        return true;
    }

    private bool MidStatement()
    {
        var t = tokens;
        t.At += 2;
        if (expressions.Arguments(')') is not { Length: 2 or 3 } arguments || !t.Take('=') || expressions.Expression() is not { } value) return false;
        Emit(new Instruction(Op.MidAssign) { A = arguments[0].Value, B = arguments[1].Value, C = arguments.Length > 2 ? arguments[2].Value : null, D = value });
        return true;
    }

    private bool Goto(Op op)
    {
        if (LabelName() is not { } label) return false;
        Emit(new Instruction(op) { Label = label });
        return true;
    }

    private string? LabelName()
    {
        if (!tokens.IsName && !tokens.IsNumber) return null;
        var label = tokens.Span().ToString().ToLowerInvariant();
        tokens.At++;
        return label;
    }

    private bool On()
    {
        var t = tokens;
        t.At++;
        if (t.Take("Error"))
        {
            if (t.Take("Resume")) { t.Take("Next"); Emit(new Instruction(Op.OnErrorResumeNext)); return true; }
            if (!t.Take("GoTo")) return false;
            if (t.IsNumber && t.Span() is "0" || t.IsOperator('-'))
            {
                Emit(new Instruction(Op.OnErrorOff));
                return SkipAll();
            }
            return Goto(Op.OnErrorGoto);
        }
        if (expressions.Expression() is not { } number || !(t.Take("GoTo") || t.Take("GoSub"))) return false;
        var labels = new List<string>();
        while (LabelName() is { } label)
        {
            labels.Add(label);
            if (!t.Take(',')) break;
        }
        Emit(new Instruction(Op.OnGoto) { A = number, Labels = [.. labels] });
        return true;
    }

    private bool Resume()
    {
        if (tokens.Take("Next")) { Emit(new Instruction(Op.ResumeNext)); return true; }
        if (tokens.IsEnd || tokens.IsNumber && tokens.Span() is "0") { Emit(new Instruction(Op.Resume)); return SkipAll(); }
        return Goto(Op.Jump);
    }

    private bool Exit()
    {
        var t = tokens;
        if (t.Take("Sub") || t.Take("Function") || t.Take("Property")) { Emit(new Instruction(Op.ExitProcedure)); return true; }
        var isFor = t.Take("For");
        if (!isFor && !t.Take("Do")) return false;
        foreach (var block in _blocks)
        {
            if (isFor ? block.Kind is not (BlockKind.For or BlockKind.ForEach) : block.Kind is not BlockKind.Do) continue;
            block.Ends.Add(Emit(new Instruction(Op.Jump)));
            return true;
        }
        return false;
    }

    private bool End()
    {
        var t = tokens;
        t.At++;
        if (t.Take("If")) return CloseUpTo(BlockKind.If);
        if (t.Take("Select")) return CloseUpTo(BlockKind.Select);
        if (t.Take("With")) return CloseUpTo(BlockKind.With);
        if (!t.IsEnd && !t.IsWord("Else")) return SkipAll();
        Emit(new Instruction(Op.End));
        return true;
    }

    private bool Dim(bool isStatic)
    {
        var all = new List<Declaration>();
        do
        {
            tokens.Take("WithEvents");
            if (Declaration(tokens, expressions, isConstant: false) is not { } declaration) break;
            procedure.SlotOf(declaration.Name);
            all.Add(declaration with { IsStatic = isStatic || AllStatic });
        }
        while (tokens.Take(','));
        if (all.Count == 0) return false;
        Emit(new Instruction(Op.Dim) { Declarations = [.. all] });
        return true;
    }

    private bool Constants()
    {
        do
        {
            if (Declaration(tokens, expressions, isConstant: true) is not { Value: { } value } declaration) return false;
            procedure.SlotOf(declaration.Name);
            Emit(new Instruction(Op.Assign) { A = new Name(declaration.Name), B = value });
        }
        while (tokens.Take(','));
        return true;
    }

    private bool Redim()
    {
        var keep = tokens.Take("Preserve");
        do
        {
            if (expressions.Postfix() is not { } target) return false;
            if (tokens.Take("As")) expressions.ClassName();
            // Postfix read the bounds as arguments; "0 To 9" stops it, and the bounds are read here.
            if (target is Call { Target: var array, Arguments: var arguments })
            {
                Emit(new Instruction(Op.Redim) { A = array, Flag = keep, Declarations = [new Declaration("", VariantKind.Empty, null, false, [.. arguments.Where(a => a.Value is not null).Select(a => ((Expression?)null, a.Value!))], null)] });
                continue;
            }
            if (!tokens.Take('(') || Bounds(tokens, expressions) is not { } bounds) return false;
            if (tokens.Take("As")) expressions.ClassName();
            Emit(new Instruction(Op.Redim) { A = target, Flag = keep, Declarations = [new Declaration("", VariantKind.Empty, null, false, bounds, null)] });
        }
        while (tokens.Take(','));
        return true;
    }

    private bool Erase()
    {
        do
        {
            if (expressions.Postfix() is not { } target) return false;
            Emit(new Instruction(Op.Erase) { A = target });
        }
        while (tokens.Take(','));
        return true;
    }

    /// <summary>One declared name with bounds, type and value.</summary>
    internal static Declaration? Declaration(Tokens t, ExpressionParser expressions, bool isConstant)
    {
        if (t.TakeName() is not { } name) return null;
        var type = VariantKind.Empty;
        if (t.FollowsAtOnce && t.Kind(0) == VbaTokenKind.Operator && t.Span() is [var suffix])
            type = suffix switch { '%' => VariantKind.Integer, '&' => VariantKind.Long, '!' => VariantKind.Single, '#' => VariantKind.Double, '@' => VariantKind.Currency, '^' => VariantKind.LongLong, _ => type };
        if (type != VariantKind.Empty) t.At++;
        (Expression? Low, Expression High)[]? bounds = null;
        if (!isConstant && t.Take('(')) bounds = Bounds(t, expressions) ?? [];
        string? declared = null;
        var isNew = false;
        if (t.Take("As"))
        {
            isNew = t.Take("New");
            declared = expressions.ClassName();
            if (t.Take('*')) expressions.Expression();   // a string of fixed length
            if (Types.Of(declared) is var known and not VariantKind.Empty) type = known;
        }
        Expression? value = null;
        if (t.Take('=')) value = expressions.Expression();
        return new Declaration(name, type, Types.IsClass(declared) ? declared : null, isNew, bounds, value);
    }

    /// <summary>Bounds up to the closing bracket.</summary>
    private static (Expression? Low, Expression High)[]? Bounds(Tokens t, ExpressionParser expressions)
    {
        var bounds = new List<(Expression? Low, Expression High)>();
        while (!t.Take(')'))
        {
            if (t.IsEnd || expressions.Expression() is not { } first) return null;
            if (t.Take("To"))
            {
                if (expressions.Expression() is not { } high) return null;
                bounds.Add((first, high));
            }
            else bounds.Add((null, first));
            t.Take(',');
        }
        return [.. bounds];
    }
}
