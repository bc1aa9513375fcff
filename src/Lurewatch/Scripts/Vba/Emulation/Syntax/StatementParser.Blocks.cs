using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Syntax;

/// <summary>Branches, loops and files.</summary>
internal sealed partial class StatementParser
{
    private bool If()
    {
        var t = tokens;
        if (expressions.Expression() is not { } condition) return false;
        var hasThen = t.Take("Then");
        if (!hasThen && t.IsWord("GoTo")) hasThen = true;
        if (!hasThen) return false;
        var slot = procedure.LoopSlots++;
        var branch = Emit(new Instruction(Op.Branch) { A = condition, Slot = slot });
        var block = new Block(BlockKind.If) { Next = branch, Slot = slot };
        if (t.IsEnd && !t.IsColon)
        {
            if (_blocks.Count >= MostBlocks) return false;
            _blocks.Push(block);
            return true;
        }
        // All on one line: statements up to its end, and Else for the other branch.
        LineStatements();
        if (t.Take("Else"))
        {
            block.Ends.Add(Emit(new Instruction(Op.EndBranch) { Slot = slot }));
            branch.Target = Code.Count;
            block.Next = null;
            LineStatements();
        }
        Close(block);
        return true;
    }

    /// <summary>Statements up to the end of the line or the Else that belongs to this line's If.</summary>
    private void LineStatements()
    {
        var t = tokens;
        var depth = _blocks.Count;
        while (!t.IsAtEnd)
        {
            if (t.IsWord("Else")) return;
            if (t.IsEnd)
            {
                if (!t.IsColon) return;
                t.At++;
                continue;
            }
            if (t.IsNumber)
            {
                Emit(new Instruction(Op.Jump) { Label = LabelName() });
                continue;
            }
            if (t.IsWord("End") && t.IsWord("If", 1)) { t.At += 2; return; }
            var start = t.At;
            LineStatement();
            if (t.At == start) t.At++;
        }
        while (_blocks.Count > depth) Close(_blocks.Pop());
    }

    private void LineStatement()
    {
        var start = tokens.At;
        if (Keyword() || Simple()) return;
        Skipped++;
        tokens.At = Math.Max(tokens.At, start);
        while (!tokens.IsEnd && !tokens.IsWord("Else")) tokens.At++;
    }

    private bool ElseIf()
    {
        if (expressions.Expression() is not { } condition) return false;
        tokens.Take("Then");
        if (Innermost(BlockKind.If) is not { } block) return false;
        var slot = procedure.LoopSlots++;
        block.Ends.Add(Emit(new Instruction(Op.EndBranch) { Slot = block.Slot }));
        if (block.Next is { } before) before.Target = Code.Count;
        block.Next = Emit(new Instruction(Op.Branch) { A = condition, Slot = slot });
        block.Slot = slot;
        if (!tokens.IsEnd) LineStatements();
        return true;
    }

    private bool Else()
    {
        // In Select Case the branch is "Case Else": a bare Else belongs to If.
        if (Innermost(BlockKind.If) is not { } block) return false;
        block.Ends.Add(Emit(new Instruction(Op.EndBranch) { Slot = block.Slot }));
        if (block.Next is { } before) before.Target = Code.Count;
        block.Next = null;
        if (!tokens.IsEnd) LineStatements();
        return true;
    }

    private bool Select()
    {
        tokens.Take("Case");
        if (expressions.Expression() is not { } value || _blocks.Count >= MostBlocks) return false;
        var slot = procedure.LoopSlots++;
        Emit(new Instruction(Op.Select) { A = value, Slot = slot });
        _blocks.Push(new Block(BlockKind.Select) { Slot = slot });
        return true;
    }

    private bool CaseBranch()
    {
        var t = tokens;
        if (Innermost(BlockKind.Select) is not { } block) return false;
        if (block.Start > 0) block.Ends.Add(Emit(new Instruction(Op.EndBranch) { Slot = block.Slot }));
        block.Start = 1;
        if (block.Next is { } before) before.Target = Code.Count;
        block.Next = null;
        if (t.Take("Else")) return true;
        var tests = new List<CaseTest>();
        do
        {
            var op = OperatorKind.Equal;
            t.Take("Is");
            if (t.IsOperator('<') || t.IsOperator('>') || t.IsOperator('='))
            {
                var first = t.Span()[0];
                t.At++;
                op = first switch
                {
                    '<' => t.Take('=') ? OperatorKind.LessOrEqual : t.Take('>') ? OperatorKind.NotEqual : OperatorKind.Less,
                    '>' => t.Take('=') ? OperatorKind.GreaterOrEqual : OperatorKind.Greater,
                    _ => OperatorKind.Equal,
                };
            }
            if (expressions.Expression() is not { } value) break;
            tests.Add(new CaseTest(op, value, t.Take("To") ? expressions.Expression() : null));
        }
        while (t.Take(','));
        block.Next = Emit(new Instruction(Op.Case) { Cases = [.. tests], Slot = block.Slot });
        return true;
    }

    private bool For()
    {
        var t = tokens;
        if (_blocks.Count >= MostBlocks) return false;
        var slot = procedure.LoopSlots++;
        if (t.Take("Each"))
        {
            if (expressions.Postfix() is not { } variable || !t.Take("In") || expressions.Expression() is not { } list) return false;
            var each = Emit(new Instruction(Op.ForEach) { A = variable, B = list, Slot = slot });
            _blocks.Push(new Block(BlockKind.ForEach) { Start = Code.Count, Slot = slot, Next = each, Variable = variable });
            return true;
        }
        if (expressions.Postfix() is not { } counter) return false;
        if (t.Take("As")) expressions.ClassName();
        if (!t.Take('=') || expressions.Expression() is not { } from || !t.Take("To") || expressions.Expression() is not { } to) return false;
        var step = t.Take("Step") ? expressions.Expression() : null;
        var loop = Emit(new Instruction(Op.For) { A = counter, B = from, C = to, D = step, Slot = slot });
        _blocks.Push(new Block(BlockKind.For) { Start = Code.Count, Slot = slot, Next = loop, Variable = counter });
        return true;
    }

    private bool NextLoop()
    {
        var t = tokens;
        do
        {
            if (!t.IsEnd && !t.IsWord("Else")) expressions.Postfix();
            if (!CloseUpTo(BlockKind.For, BlockKind.ForEach)) return false;
        }
        while (t.Take(','));
        return true;
    }

    private bool Do()
    {
        if (_blocks.Count >= MostBlocks) return false;
        var slot = procedure.LoopSlots++;
        Emit(new Instruction(Op.LoopStart) { Slot = slot });
        var block = new Block(BlockKind.Do) { Start = Code.Count, Slot = slot };
        if (LoopCondition(slot) is { } test) block.Ends.Add(Emit(test));
        _blocks.Push(block);
        return true;
    }

    private bool Loop()
    {
        if (Innermost(BlockKind.Do) is not { } block) return false;
        if (LoopCondition(block.Slot) is { } test) block.Ends.Add(Emit(test));
        return CloseUpTo(BlockKind.Do);
    }

    private Instruction? LoopCondition(int slot)
    {
        var isUntil = tokens.Take("Until");
        if (!isUntil && !tokens.Take("While")) return null;
        return expressions.Expression() is { } condition ? new Instruction(Op.LoopTest) { A = condition, Flag = isUntil, Slot = slot } : null;
    }

    private bool While()
    {
        if (expressions.Expression() is not { } condition || _blocks.Count >= MostBlocks) return false;
        var slot = procedure.LoopSlots++;
        Emit(new Instruction(Op.LoopStart) { Slot = slot });
        var block = new Block(BlockKind.While) { Start = Code.Count, Slot = slot };
        block.Ends.Add(Emit(new Instruction(Op.LoopTest) { A = condition, Slot = slot }));
        _blocks.Push(block);
        return true;
    }

    private bool Wend() => CloseUpTo(BlockKind.While);

    private bool With()
    {
        if (expressions.Expression() is not { } target || _blocks.Count >= MostBlocks) return false;
        Emit(new Instruction(Op.With) { A = target });
        _blocks.Push(new Block(BlockKind.With));
        return true;
    }

    private Block? Innermost(BlockKind kind)
    {
        // What was opened inside and never closed ends here.
        foreach (var block in _blocks)
        {
            if (block.Kind != kind) continue;
            while (_blocks.Peek() != block) Close(_blocks.Pop());
            return block;
        }
        return null;
    }

    private bool CloseUpTo(BlockKind kind, BlockKind? or = null)
    {
        var isOpen = false;
        foreach (var block in _blocks) isOpen |= block.Kind == kind || block.Kind == or;
        if (!isOpen) return false;
        while (true)
        {
            var block = _blocks.Pop();
            Close(block);
            if (block.Kind == kind || block.Kind == or) return true;
        }
    }

    private void Close(Block block)
    {
        switch (block.Kind)
        {
            case BlockKind.For:
                Emit(new Instruction(Op.Next) { A = block.Variable, Slot = block.Slot, Target = block.Start });
                break;
            case BlockKind.ForEach:
                Emit(new Instruction(Op.NextEach) { A = block.Variable, Slot = block.Slot, Target = block.Start });
                break;
            case BlockKind.Do or BlockKind.While:
                Emit(new Instruction(Op.Jump) { Target = block.Start });
                break;
            case BlockKind.With:
                Emit(new Instruction(Op.EndWith));
                break;
        }
        if (block.Next is { } next) next.Target = Code.Count;
        foreach (var end in block.Ends) end.Target = Code.Count;
    }

    private bool OpenFile()
    {
        var t = tokens;
        t.At++;
        if (expressions.Expression() is not { } path) return false;
        var mode = "random";
        if (t.Take("For")) mode = t.TakeName() ?? mode;
        while (!t.IsEnd && !t.Take("As")) t.At++;
        t.Take('#');
        if (expressions.Expression() is not { } number) return false;
        Emit(new Instruction(Op.Open) { A = path, B = number, C = new Literal(Variant.Of(mode)) });
        return SkipAll();
    }

    /// <summary><c>Print #1, a; b</c> and <c>Write #1, a, b</c>.</summary>
    private bool PrintFile()
    {
        var t = tokens;
        var isWrite = t.IsWord("Write");
        if (!t.IsOperator('#', 1)) return false;
        t.At += 2;
        if (expressions.Expression() is not { } number) return false;
        t.Take(',');
        var values = new List<Argument>();
        var endsLine = true;
        while (!t.IsEnd && !t.IsWord("Else"))
        {
            if (t.Take(';') || t.Take(',')) { endsLine = false; continue; }
            if (expressions.Expression() is not { } value) break;
            values.Add(new Argument(value, null));
            endsLine = true;
        }
        Emit(new Instruction(Op.PrintFile) { A = number, Arguments = [.. values], Flag = endsLine, C = isWrite ? new Literal(Variant.True) : null });
        return true;
    }

    private bool PutFile()
    {
        var t = tokens;
        t.At++;
        t.Take('#');
        if (expressions.Expression() is not { } number || !t.Take(',')) return false;
        if (!t.IsOperator(',') && expressions.Expression() is null || !t.Take(',')) return false;
        if (expressions.Expression() is not { } value) return false;
        Emit(new Instruction(Op.PrintFile) { A = number, Arguments = [new Argument(value, null)] });
        return true;
    }

    private bool GetFile()
    {
        var t = tokens;
        t.At += 2;
        if (expressions.Expression() is not { } number) return false;
        t.Take(',');
        if (!t.IsOperator(',')) expressions.Expression();
        if (!t.Take(',') || expressions.Postfix() is not { } target) return false;
        Emit(new Instruction(Op.ReadFile) { A = number, B = target });
        return true;
    }

    private bool ReadFile()
    {
        var t = tokens;
        var isLine = t.Take("Line");
        t.At++;
        if (!t.Take('#') || expressions.Expression() is not { } number) return false;
        while (t.Take(','))
        {
            if (expressions.Postfix() is not { } target) return false;
            Emit(new Instruction(Op.ReadFile) { A = number, B = target, Flag = isLine });
        }
        return true;
    }

    private bool CloseFile()
    {
        var t = tokens;
        t.At++;
        if (t.IsEnd || t.IsWord("Else")) { Emit(new Instruction(Op.CloseFile)); return true; }
        do
        {
            t.Take('#');
            if (expressions.Expression() is not { } number) return false;
            Emit(new Instruction(Op.CloseFile) { A = number });
        }
        while (t.Take(','));
        return true;
    }
}
