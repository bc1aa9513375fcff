using System.Text;
using Lurewatch.Scripts.Vba.Emulation.Library;
using Lurewatch.Scripts.Vba.Emulation.Runtime;
using Lurewatch.Scripts.Vba.Emulation.Syntax;

namespace Lurewatch.Scripts.Vba.Emulation;

/// <summary>Instructions.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Executes one instruction.</summary>
    /// <returns>The next one.</returns>
    private int Execute(Instruction i, int pc, Frame frame)
    {
        switch (i.Op)
        {
            case Op.Evaluate:
                Evaluate(i.A!, frame, isStatement: true);
                return pc + 1;
            case Op.Assign:
                var value = Evaluate(i.B!, frame);
                if (_error == 0 || frame.ErrorMode == ErrorMode.None) Assign(i.A!, value, i.Flag, frame);
                return pc + 1;
            case Op.Jump:
                if (pc < frame.UnknownUntil && (i.Label is not null || i.Target > pc)) return pc + 1;
                if (i.Target < 0) return pc + 1;
                if (i.Target <= pc && !Round(frame, pc)) return pc + 1;
                return i.Target;
            case Op.Branch:
                return Branch(i, pc, frame);
            case Op.EndBranch:
                if (!frame.Loops[i.Slot].Unknown) return i.Target;
                frame.UnknownUntil = Math.Max(frame.UnknownUntil, i.Target);
                return pc + 1;
            case Op.LoopStart:
                frame.Loops[i.Slot] = default;
                return pc + 1;
            case Op.LoopTest:
                return LoopTest(i, pc, frame);
            case Op.For:
                return For(i, pc, frame);
            case Op.Next:
                return Next(i, pc, frame);
            case Op.ForEach:
                return ForEach(i, pc, frame);
            case Op.NextEach:
                return NextEach(i, pc, frame);
            case Op.Select:
                frame.Loops[i.Slot] = new LoopState { Value = Operators.Plain(Evaluate(i.A!, frame)) };
                return pc + 1;
            case Op.Case:
                return Case(i, pc, frame);
            case Op.With:
                frame.With.Push(Evaluate(i.A!, frame));
                return pc + 1;
            case Op.EndWith:
                frame.With.TryPop(out _);
                return pc + 1;
            case Op.OnErrorResumeNext:
                frame.ErrorMode = ErrorMode.ResumeNext;
                _handlerAbove = true;
                return pc + 1;
            case Op.OnErrorGoto:
                frame.ErrorMode = i.Target >= 0 ? ErrorMode.Goto : ErrorMode.None;
                frame.Handler = i.Target;
                _handlerAbove = true;
                return pc + 1;
            case Op.OnErrorOff:
                frame.ErrorMode = ErrorMode.None;
                return pc + 1;
            case Op.ResumeNext or Op.Resume:
                // Resume would try the statement again, which would fail again.
                return Resume(frame, pc);
            case Op.Gosub:
                if (i.Target < 0 || frame.Gosubs.Count > 50) return pc + 1;
                frame.Gosubs.Push(pc + 1);
                return i.Target;
            case Op.Return:
                return frame.Gosubs.TryPop(out var back) ? back : pc + 1;
            case Op.OnGoto:
                return Evaluate(i.A!, frame).TryNumber(out var n) && n >= 1 && n <= i.Labels.Length && frame.Procedure.Labels.TryGetValue(i.Labels[(int)n - 1], out var place) ? place : pc + 1;
            case Op.ExitProcedure:
                return pc < frame.UnknownUntil ? pc + 1 : -1;
            case Op.End:
                if (pc < frame.UnknownUntil) return pc + 1;
                _ended = true;
                return -1;
            case Op.Dim:
                foreach (var declaration in i.Declarations) Dim(declaration, frame);
                return pc + 1;
            case Op.Redim:
                Redim(i, frame);
                return pc + 1;
            case Op.Erase:
                if (Evaluate(i.A!, frame).Items is { } erased) erased.Redim([], keep: false, Variant.Empty);
                return pc + 1;
            case Op.MidAssign:
                MidAssign(i, frame);
                return pc + 1;
            case Op.Open:
                Files.Open(Evaluate(i.B!, frame).AsText(), Evaluate(i.A!, frame).AsText(), ((Literal)i.C!).Value.AsText(), Steps("Open"));
                return pc + 1;
            case Op.PrintFile:
                Print(i, frame);
                return pc + 1;
            case Op.CloseFile:
                Files.Close(i.A is null ? null : Evaluate(i.A, frame).AsText());
                return pc + 1;
            case Op.ReadFile:
                Assign(i.B!, Files.Read(Evaluate(i.A!, frame).AsText(), i.Flag), isSet: false, frame);
                return pc + 1;
            case Op.RaiseError:
                Raise(Evaluate(i.A!, frame).TryNumber(out var number) ? (int)number : 5);
                return pc + 1;
            default:
                return pc + 1;
        }
    }

    private static int Resume(Frame frame, int pc)
    {
        if (frame.ErrorAt < 0) return pc + 1;
        var next = frame.ErrorAt + 1;
        frame.ErrorAt = -1;
        return next;
    }

    /// <summary>An unknown condition lets both branches run, one after the other.</summary>
    private int Branch(Instruction i, int pc, Frame frame)
    {
        var condition = Operators.Plain(Evaluate(i.A!, frame)).AsCondition();
        frame.Loops[i.Slot].Unknown = condition is null;
        if (condition is null)
        {
            frame.UnknownUntil = Math.Max(frame.UnknownUntil, i.Target);
            return pc + 1;
        }
        return condition.Value ? pc + 1 : i.Target;
    }

    private int LoopTest(Instruction i, int pc, Frame frame)
    {
        var condition = Operators.Plain(Evaluate(i.A!, frame)).AsCondition();
        ref var state = ref frame.Loops[i.Slot];
        if (condition is null)
        {
            if (state.Unknown) return i.Target;
            state.Unknown = true;
            return pc + 1;
        }
        return condition.Value == i.Flag ? i.Target : pc + 1;
    }

    /// <summary>One more round of a loop; false when it has gone on for too long.</summary>
    private bool Round(Frame frame, int pc)
    {
        frame.Rounds ??= [];
        ref var rounds = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(frame.Rounds, pc, out _);
        if (++rounds <= MostRounds) return true;
        Cut();
        return false;
    }

    private void Cut()
    {
        if (!WasCut) _budget.Exhaust("script_loop", "VBA emulation");
        WasCut = true;
    }

    private int For(Instruction i, int pc, Frame frame)
    {
        ref var state = ref frame.Loops[i.Slot];
        var from = Evaluate(i.B!, frame);
        var known = from.TryNumber(out var first) & Evaluate(i.C!, frame).TryNumber(out var last);
        var step = 1.0;
        if (i.D is not null) known &= Evaluate(i.D, frame).TryNumber(out step);
        state = new LoopState { Last = last, Step = step, Unknown = !known };
        Assign(i.A!, known ? from.IsWhole ? from : Variant.Of(first) : from, isSet: false, frame);
        if (!known) return pc + 1;
        if (step == 0 || (step > 0 ? first > last : first < last)) return i.Target;
        // A loop without a body only waits.
        if (frame.Procedure.Code[pc + 1].Op == Op.Next && step != 0)
        {
            Assign(i.A!, Variant.Int(first + ((Math.Floor((last - first) / step) + 1) * step)), isSet: false, frame);
            return i.Target;
        }
        return pc + 1;
    }

    private int Next(Instruction i, int pc, Frame frame)
    {
        ref var state = ref frame.Loops[i.Slot];
        if (state.Unknown) return pc + 1;
        if (!Evaluate(i.A!, frame).TryNumber(out var at)) return pc + 1;
        at += state.Step;
        Assign(i.A!, at == Math.Floor(at) ? Variant.Int(at) : Variant.Of(at), isSet: false, frame);
        if (state.Step > 0 ? at > state.Last : at < state.Last) return pc + 1;
        if (++state.Rounds > MostRounds)
        {
            Cut();
            return pc + 1;
        }
        return i.Target;
    }

    private int ForEach(Instruction i, int pc, Frame frame)
    {
        ref var state = ref frame.Loops[i.Slot];
        var list = Evaluate(i.B!, frame);
        state = new LoopState { List = list.Items?.Items ?? list.Object?.Enumerate(this) };
        if (state.List is { } items)
        {
            if (items.Count == 0) return i.Target;
            Assign(i.A!, items[0], isSet: true, frame);
            return pc + 1;
        }
        if (list.Kind is not (VariantKind.Unknown or VariantKind.Object)) return i.Target;
        Assign(i.A!, Variant.Unknown, isSet: true, frame);
        return pc + 1;
    }

    private int NextEach(Instruction i, int pc, Frame frame)
    {
        ref var state = ref frame.Loops[i.Slot];
        if (state.List is not { } items || ++state.Rounds >= items.Count || state.Rounds > MostRounds) return pc + 1;
        Assign(i.A!, items[state.Rounds], isSet: true, frame);
        return i.Target;
    }

    private int Case(Instruction i, int pc, Frame frame)
    {
        ref var state = ref frame.Loops[i.Slot];
        var subject = state.Value;
        var isUnknown = false;
        foreach (var test in i.Cases)
        {
            bool? fits;
            if (test.To is { } to)
            {
                var low = Operators.Compare(subject, Evaluate(test.Value, frame), frame.Procedure.Module.IgnoreCase);
                var high = Operators.Compare(subject, Evaluate(to, frame), frame.Procedure.Module.IgnoreCase);
                fits = low is null || high is null ? null : low >= 0 && high <= 0;
            }
            else if (subject.Kind == VariantKind.Boolean && test.Operator == OperatorKind.Equal)
            {
                var condition = Operators.Plain(Evaluate(test.Value, frame)).AsCondition();
                fits = condition is null ? null : condition.Value == (subject.Number != 0);
            }
            else fits = Holds(test.Operator, Operators.Compare(subject, Evaluate(test.Value, frame), frame.Procedure.Module.IgnoreCase));
            if (fits is true)
            {
                frame.Loops[i.Slot].Unknown = false;
                return pc + 1;
            }
            isUnknown |= fits is null;
        }
        if (!isUnknown) return i.Target;
        frame.Loops[i.Slot].Unknown = true;
        frame.UnknownUntil = Math.Max(frame.UnknownUntil, i.Target);
        return pc + 1;
    }

    private static bool? Holds(OperatorKind op, int? order) => order is not { } o ? null : op switch
    {
        OperatorKind.Equal => o == 0,
        OperatorKind.NotEqual => o != 0,
        OperatorKind.Less => o < 0,
        OperatorKind.Greater => o > 0,
        OperatorKind.LessOrEqual => o <= 0,
        _ => o >= 0,
    };

    private void Dim(Declaration declaration, Frame frame)
    {
        if (frame.IsMain)
        {
            if (frame.Outer is null || !frame.Instance.Cells.ContainsKey(declaration.Name)) Declare(CellOf(declaration.Name, frame), declaration, frame);
            return;
        }
        var slot = frame.Procedure.SlotOf(declaration.Name);
        if (declaration.IsStatic)
        {
            frame.Procedure.Statics ??= [];
            if (frame.Procedure.Statics.TryGetValue(slot, out var kept))
            {
                frame.Put(slot, kept);
                return;
            }
            frame.Procedure.Statics.Add(slot, frame.Cell(slot));
        }
        var cell = new Cell();
        if (declaration.IsStatic) cell = frame.Procedure.Statics![slot];
        frame.Put(slot, cell);
        Declare(cell, declaration, frame);
    }

    /// <summary>Gives a variable its type and first value.</summary>
    private void Declare(Cell cell, Declaration declaration, Frame frame)
    {
        cell.Type = declaration.Bounds is null ? declaration.Type : VariantKind.Empty;
        if (declaration.Value is { } constant)
        {
            cell.Value = Evaluate(constant, frame);
            cell.Type = VariantKind.Empty;
            return;
        }
        if (declaration.Bounds is { } bounds)
        {
            var ready = Bounds(bounds, frame);
            cell.Value = ready is not null && VbaArray.Create(ready, declaration.Type, Types.Initial(declaration.Type)) is { } array ? Variant.Of(array) : Variant.Unknown;
            if (declaration.Class is { } elementType && cell.Value.Items is { Items.Length: <= 10_000 } records && RecordType(elementType, frame) is { } fields)
                for (var i = 0; i < records.Items.Length; i++) records.Items[i] = Variant.Of(NewRecord(elementType, fields, frame));
            return;
        }
        if (declaration.Class is { } type)
        {
            if (RecordType(type, frame) is { } fields) cell.Value = Variant.Of(NewRecord(type, fields, frame));
            else cell.Value = declaration.IsNew ? Create(type, frame) : Variant.Nothing;
            return;
        }
        cell.Value = Types.Initial(declaration.Type);
    }

    private Declaration[]? RecordType(string name, Frame frame)
    {
        if (frame.Procedure.Module.Types.TryGetValue(name, out var fields)) return fields;
        foreach (var instance in _modules.Values)
            if (instance.Module.Types.TryGetValue(name, out fields)) return fields;
        return null;
    }

    private RecordObject NewRecord(string type, Declaration[] fields, Frame frame)
    {
        var cells = new Dictionary<string, Cell>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var cell = new Cell();
            cells[field.Name] = cell;
            if (field.Class != type && Step()) Declare(cell, field, frame);
        }
        return new RecordObject(type, cells);
    }

    private (int Low, int High)[]? Bounds((Expression? Low, Expression High)[] bounds, Frame frame)
    {
        var ready = new (int Low, int High)[bounds.Length];
        for (var i = 0; i < bounds.Length; i++)
        {
            double low = frame.Procedure.Module.Base;
            if (bounds[i].Low is { } given && !Evaluate(given, frame).TryNumber(out low)) return null;
            if (!Evaluate(bounds[i].High, frame).TryNumber(out var high) || Math.Abs(low) > int.MaxValue / 2 || Math.Abs(high) > int.MaxValue / 2) return null;
            ready[i] = ((int)Math.Round(low, MidpointRounding.ToEven), (int)Math.Round(high, MidpointRounding.ToEven));
        }
        return ready;
    }

    private void Redim(Instruction i, Frame frame)
    {
        if (Bounds(i.Declarations[0].Bounds!, frame) is not { } bounds) return;
        var current = Evaluate(i.A!, frame);
        if (current.Items is { } array)
        {
            if (!Step(1 + (array.Items.Length >> 4)) || !array.Redim(bounds, i.Flag, Types.Initial(array.Element))) Raise(7);
        }
        else if (VbaArray.Create(bounds, VariantKind.Empty, Variant.Empty) is { } fresh && Step(1 + (fresh.Items.Length >> 4))) Assign(i.A!, Variant.Of(fresh), isSet: false, frame);
    }

    private void MidAssign(Instruction i, Frame frame)
    {
        var text = Evaluate(i.A!, frame).AsText();
        var with = Evaluate(i.D!, frame).AsText();
        if (!Evaluate(i.B!, frame).TryNumber(out var start) || start < 1 || start > text.Length) return;
        var length = with.Length;
        if (i.C is not null && Evaluate(i.C, frame).TryNumber(out var most)) length = Math.Min(length, (int)Math.Clamp(most, 0, int.MaxValue));
        length = Math.Min(length, text.Length - (int)start + 1);
        if (Pay(text.Length)) Assign(i.A!, Variant.Of(string.Concat(text.AsSpan(0, (int)start - 1), with.AsSpan(0, length), text.AsSpan((int)start - 1 + length))), isSet: false, frame);
    }

    private void Print(Instruction i, Frame frame)
    {
        var number = Evaluate(i.A!, frame).AsText();
        if (i.Arguments is [{ Value: { } only }] && !i.Flag && i.C is null && Evaluate(only, frame) is var single && single.Items?.ToBytes() is { } bytes)
        {
            Files.Write(number, bytes);
            return;
        }
        var line = new StringBuilder();
        foreach (var argument in i.Arguments)
        {
            if (argument.Value is null) continue;
            var value = Evaluate(argument.Value, frame);
            if (i.C is not null && line.Length > 0) line.Append(',');
            if (i.C is not null && value.IsText) line.Append('"').Append(value.AsText()).Append('"');
            else line.Append(value.AsText());
        }
        if (i.Flag) line.Append("\r\n");
        if (Pay(line.Length)) Files.Write(number, Texts.ToBytes(line.ToString()));
    }
}
