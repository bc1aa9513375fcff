using System.Text;
using Lurewatch.Scripts.Vba.Emulation.Library;
using Lurewatch.Scripts.Vba.Emulation.Objects;
using Lurewatch.Scripts.Vba.Emulation.Runtime;
using Lurewatch.Scripts.Vba.Emulation.Syntax;

namespace Lurewatch.Scripts.Vba.Emulation;

/// <summary>Expressions, names and calls.</summary>
internal sealed partial class Interpreter
{
    private Variant Evaluate(Expression expression, Frame frame, bool isStatement = false)
    {
        if (!Step()) return Variant.Unknown;
        switch (expression)
        {
            case Literal literal: return literal.Value;
            case Name name: return ReadName(name, frame);
            case Call call: return EvaluateCall(call, frame);
            case Chain chain: return EvaluateChain(chain, frame);
            case Member member: return ReadMember(member, [], frame);
            case Unary unary:
                var operand = Operators.Plain(Evaluate(unary.Operand, frame));
                return unary.IsNot ? Operators.Not(operand, ref _error) : Operators.Negate(operand, ref _error);
            case NewObject made: return Create(made.Type, frame);
            case TypeOf test: return TypeIs(Evaluate(test.Operand, frame), test.Type);
            case AddressOf address: return Variant.Of(address.Procedure);
            default: return Variant.Unknown;
        }
    }

    private static Variant TypeIs(Variant value, string type)
    {
        if (value.IsUnknown) return value;
        var name = type[(type.LastIndexOf('.') + 1)..];
        return Variant.Of(value.Object?.Type.Equals(name, StringComparison.OrdinalIgnoreCase) ?? false);
    }

    private Variant EvaluateChain(Chain chain, Frame frame)
    {
        var left = Evaluate(chain.First, frame);
        var rest = chain.Rest;
        if (rest.Length == 0) return left;
        var ignoreCase = frame.Procedure.Module.IgnoreCase;
        if (rest[0].Operator == OperatorKind.Concat)
        {
            if (rest.Length == 1)
            {
                var right = Evaluate(rest[0].Operand, frame);
                if (left.Kind == VariantKind.Null && right.Kind == VariantKind.Null) return left;
                var (a, b) = (left.AsText(), right.AsText());
                return Pay(a.Length + b.Length) ? Variant.Of(string.Concat(a, b)) : Variant.Unknown;
            }
            var text = new StringBuilder(left.AsText());
            foreach (var (_, operand) in rest) text.Append(Evaluate(operand, frame).AsText());
            return Pay(text.Length) ? Variant.Of(text.ToString()) : Variant.Unknown;
        }
        foreach (var (op, operand) in rest)
        {
            var right = Evaluate(operand, frame);
            switch (op)
            {
                case OperatorKind.Add:
                    left = Operators.Add(left, right, ref _error);
                    if (left.Text is { Length: > 128 } made && !Pay(made.Length)) return Variant.Unknown;
                    break;
                case OperatorKind.Concat: left = Variant.Of(left.AsText() + right.AsText()); break;
                case OperatorKind.Subtract: left = Operators.Arithmetic(Operators.Plain(left), Operators.Plain(right), '-', ref _error); break;
                case OperatorKind.Multiply: left = Operators.Arithmetic(Operators.Plain(left), Operators.Plain(right), '*', ref _error); break;
                case OperatorKind.Divide: left = Operators.Arithmetic(Operators.Plain(left), Operators.Plain(right), '/', ref _error); break;
                case OperatorKind.IntegerDivide: left = Operators.Arithmetic(Operators.Plain(left), Operators.Plain(right), '\\', ref _error); break;
                case OperatorKind.Modulo: left = Operators.Arithmetic(Operators.Plain(left), Operators.Plain(right), '%', ref _error); break;
                case OperatorKind.Power: left = Operators.Arithmetic(Operators.Plain(left), Operators.Plain(right), '^', ref _error); break;
                case OperatorKind.And: left = Operators.Logic(left, right, LogicOperator.And, ref _error); break;
                case OperatorKind.Or: left = Operators.Logic(left, right, LogicOperator.Or, ref _error); break;
                case OperatorKind.Xor: left = Operators.Logic(left, right, LogicOperator.Xor, ref _error); break;
                case OperatorKind.Eqv: left = Operators.Logic(left, right, LogicOperator.Eqv, ref _error); break;
                case OperatorKind.Imp: left = Operators.Logic(left, right, LogicOperator.Imp, ref _error); break;
                case OperatorKind.Is: left = Same(left, right); break;
                case OperatorKind.Like:
                    left = left.IsUnknown || right.IsUnknown ? Variant.Unknown : Pay(left.AsText().Length) ? Variant.Of(Operators.Like(left.AsText(), right.AsText(), ignoreCase)) : Variant.Unknown;
                    break;
                default:
                    left = Holds(op, Operators.Compare(left, right, ignoreCase)) is { } holds ? Variant.Of(holds) : left.Kind == VariantKind.Null || right.Kind == VariantKind.Null ? Variant.Null : Variant.Unknown;
                    break;
            }
        }
        return left;
    }

    private static Variant Same(Variant a, Variant b)
    {
        if (a.IsUnknown || b.IsUnknown || a.Object is UnknownObject || b.Object is UnknownObject) return a.IsNothing || b.IsNothing ? Variant.False : Variant.Unknown;
        return Variant.Of(ReferenceEquals(a.Object, b.Object));
    }

    private Binding Bind(Name name, Frame frame)
    {
        if (frame.IsMain && frame.Outer is null) return Global(name.Text, frame, isMain: true);
        if (frame.Outer is not null) return InnerBinding(name.Text, frame);
        if (name.Binding.Kind == BindingKind.None) name.Binding = Resolve(name.Text, frame);
        return name.Binding;
    }

    /// <summary>Of code that code made: the variables of the procedure that executes it come first.</summary>
    private Binding InnerBinding(string text, Frame frame) =>
        frame.Outer is { IsMain: false } outer && outer.Procedure.Slots.TryGetValue(text, out var slot) ? new Binding(BindingKind.Cell, 0, outer.Cell(slot)) : Global(text, frame, isMain: true);

    private Binding Resolve(string text, Frame frame)
    {
        if (frame.Procedure.Slots.TryGetValue(text, out var slot)) return new Binding(BindingKind.Local, slot, null);
        return Global(text, frame, isMain: false);
    }

    private Binding Global(string text, Frame frame, bool isMain)
    {
        var own = frame.Instance;
        if (text == "me") return new Binding(BindingKind.Me, 0, null);
        if (own.Cells.TryGetValue(text, out var cell)) return own.Module.IsClass ? new Binding(BindingKind.Own, 0, text) : new Binding(BindingKind.Cell, 0, cell);
        if (own.Module.Procedures.TryGetValue(text, out var procedure)) return new Binding(BindingKind.Procedure, 0, procedure);
        if (own.Module.Declares.TryGetValue(text, out var declared)) return new Binding(BindingKind.Declared, 0, declared);
        foreach (var instance in _modules.Values)
        {
            if (instance == own || instance.Module.IsClass) continue;
            if (instance.Module.Procedures.TryGetValue(text, out procedure) && !procedure.IsPrivate) return new Binding(BindingKind.Foreign, 0, new ForeignProcedure(procedure, instance));
            if (instance.Cells.TryGetValue(text, out cell) && !instance.Module.PrivateNames.Contains(text)) return new Binding(BindingKind.Cell, 0, cell);
            if (instance.Module.Declares.TryGetValue(text, out declared)) return new Binding(BindingKind.Declared, 0, declared);
        }
        if (_modules.TryGetValue(text, out var module) && !module.Module.IsClass) return new Binding(BindingKind.Value, 0, Variant.Of(module));
        if (own.Basis is { } basis && basis is not Workbooks.Sheet && Globals.MemberOf(basis, text) is { } member) return new Binding(BindingKind.Value, 0, member);
        if (Functions.Find(text) is { } function) return new Binding(BindingKind.Library, 0, function);
        if (Constants.Find(text) is { } constant) return new Binding(BindingKind.Value, 0, constant);
        if (Globals.Find(text) is { } value) return new Binding(BindingKind.Value, 0, value);
        if (isMain)
        {
            cell = new Cell();
            own.Cells.Add(text, cell);
            return new Binding(BindingKind.Cell, 0, cell);
        }
        return new Binding(BindingKind.Local, frame.Procedure.SlotOf(text), null);
    }

    private sealed record ForeignProcedure(Procedure Procedure, ModuleInstance Instance);

    private static Cell CellOf(string text, Frame frame)
    {
        if (frame.Instance.Cells.TryGetValue(text, out var cell)) return cell;
        cell = new Cell();
        frame.Instance.Cells.Add(text, cell);
        return cell;
    }

    private static Cell? CellOf(Binding binding, Frame frame) => binding.Kind switch
    {
        BindingKind.Local => frame.Cell(binding.Slot),
        BindingKind.Cell => (Cell)binding.Target!,
        BindingKind.Own => CellOf((string)binding.Target!, frame),
        _ => null,
    };

    private Variant ReadName(Name name, Frame frame)
    {
        var binding = Bind(name, frame);
        if (CellOf(binding, frame) is { } cell) return cell.Value;
        switch (binding.Kind)
        {
            case BindingKind.Procedure: return Call((Procedure)binding.Target!, frame.Instance, []);
            case BindingKind.Foreign:
                var foreign = (ForeignProcedure)binding.Target!;
                return Call(foreign.Procedure, foreign.Instance, []);
            case BindingKind.Library: return ((LibraryFunction)binding.Target!)(this, []);
            case BindingKind.Declared: return NativeFunctions.Call(this, (DeclaredFunction)binding.Target!, []);
            case BindingKind.Me: return Variant.Of(frame.Instance);
            case BindingKind.Value: return (Variant)binding.Target!;
            default: return Variant.Unknown;
        }
    }

    private Variant EvaluateCall(Call call, Frame frame)
    {
        switch (call.Target)
        {
            case Name name:
                var binding = Bind(name, frame);
                if (CellOf(binding, frame) is { } cell)
                {
                    // The name of a function inside of itself with arguments is a recursion.
                    if (binding.Kind == BindingKind.Local && name.Text == frame.Procedure.Name && cell.Value.Kind is not (VariantKind.Array or VariantKind.Object)) return CallWith(frame.Procedure, frame.Instance, call.Arguments, frame);
                    return IndexValue(cell.Value, Values(call.Arguments, frame));
                }
                switch (binding.Kind)
                {
                    case BindingKind.Procedure: return CallWith((Procedure)binding.Target!, frame.Instance, call.Arguments, frame);
                    case BindingKind.Foreign:
                        var foreign = (ForeignProcedure)binding.Target!;
                        return CallWith(foreign.Procedure, foreign.Instance, call.Arguments, frame);
                    case BindingKind.Library:
                        if (call.Target is Name { Text: "execute" or "executeglobal" or "eval" } run && call.Arguments is [{ Value: { } code }]) return Dynamic(run.Text, Evaluate(code, frame).AsText(), frame);
                        return ((LibraryFunction)binding.Target!)(this, Values(call.Arguments, frame));
                    case BindingKind.Declared: return NativeFunctions.Call(this, (DeclaredFunction)binding.Target!, Values(call.Arguments, frame));
                    case BindingKind.Value: return IndexValue((Variant)binding.Target!, Values(call.Arguments, frame));
                    default: return Variant.Unknown;
                }
            case Member member:
                if (member.Target is { } of && Evaluate(of, frame) is { Object: ModuleInstance instance } && instance.Module.Procedures.TryGetValue(member.Text, out var procedure))
                    return CallWith(procedure, instance, call.Arguments, frame);
                return ReadMember(member, Values(call.Arguments, frame), frame);
            default:
                return IndexValue(Evaluate(call.Target, frame), Values(call.Arguments, frame));
        }
    }

    /// <summary>VBScript's <c>Execute</c>, <c>ExecuteGlobal</c> and <c>Eval</c>. The code is an artifact, too.</summary>
    private Variant Dynamic(string how, string code, Frame frame)
    {
        if (code.Length >= 40) Record.Evaluate(code, Lurewatch.Files.FileType.VbScript, Steps("Execute"));
        if (how == "eval") code = "eval_result__ = " + code;
        Execute(code, frame.Instance, frame.Outer ?? frame);
        return how == "eval" && frame.Instance.Cells.TryGetValue("eval_result__", out var result) ? result.Value : Variant.Empty;
    }

    private Variant[] Values(Argument[] arguments, Frame frame)
    {
        if (arguments.Length == 0) return [];
        var values = new Variant[arguments.Length];
        for (var i = 0; i < values.Length; i++) values[i] = arguments[i].Value is { } value ? Evaluate(value, frame) : Variant.Missing;
        return values;
    }

    /// <summary>Calls a procedure of the code: variables are passed by reference.</summary>
    private Variant CallWith(Procedure procedure, ModuleInstance instance, Argument[] arguments, Frame frame)
    {
        if (!MayCall()) return Variant.Unknown;
        _depth++;
        var inner = new Frame(procedure, instance);
        List<(Cell Cell, Call Element, Variant Before)>? elements = null;
        var given = 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            var (expression, named) = arguments[i];
            var index = named is null ? i : procedure.Parameters.FindIndex(p => p.Name == named);
            if (index < 0 || expression is null) continue;
            var byValue = index < procedure.Parameters.Count && procedure.Parameters[index].ByValue;
            Cell cell;
            if (!byValue && expression is Name name && CellOf(Bind(name, frame), frame) is { } variable) cell = variable;
            else cell = new Cell { Value = Evaluate(expression, frame) };
            if (!byValue && expression is Call { Target: Name array } element && CellOf(Bind(array, frame), frame) is { Value.Kind: VariantKind.Array }) (elements ??= []).Add((cell, element, cell.Value));
            if (index >= given)
            {
                for (var skipped = given; skipped < Math.Min(index, procedure.Parameters.Count); skipped++) Leave(inner, skipped);
                given = index + 1;
            }
            if (!Bind(inner, index, cell, arguments.Length)) break;
        }
        _depth--;
        var result = Enter(inner, given);
        if (elements is not null)
            foreach (var (cell, element, before) in elements)
                if (cell.Value.Kind != before.Kind || cell.Value.Number != before.Number || !ReferenceEquals(cell.Value.Text, before.Text)) Assign(element, cell.Value, isSet: false, frame);
        return result;
    }

    private Variant ReadMember(Member member, ReadOnlySpan<Variant> args, Frame frame)
    {
        Variant target;
        if (member.Target is null) target = frame.With.TryPeek(out var with) ? with : frame.Outer is { } outer && outer.With.TryPeek(out with) ? with : Variant.Unknown;
        else if (member.Target is Name { Text: var name } && IsEnum(name)) return Evaluate(new Name(member.Text), frame);
        else target = Evaluate(member.Target, frame);
        if (target.Object is { } holder) return holder.Get(this, member.Text, args);
        if (target.IsNothing || target.Kind is VariantKind.Empty) Raise(91);
        return Variant.Unknown;
    }

    private bool IsEnum(string name)
    {
        foreach (var instance in _modules.Values)
            if (instance.Module.Enums.Contains(name)) return true;
        return false;
    }

    /// <summary>An element of an array, an item of a collection.</summary>
    public Variant IndexValue(Variant value, ReadOnlySpan<Variant> args)
    {
        if (value.Items is { } array)
        {
            var at = array.Offset(args);
            if (at >= 0) return array.Items[at];
            foreach (var index in args)
                if (index.IsUnknown) return Variant.Unknown;
            if (args.Length > 0) Raise(9);
            return args.Length == 0 ? value : Variant.Unknown;
        }
        if (value.Object is { } holder) return args.Length == 0 ? value : holder.Index(this, args);
        return args.Length == 0 ? value : Variant.Unknown;
    }

    private void Assign(Expression target, Variant value, bool isSet, Frame frame)
    {
        if (!isSet && value.Object is { } holder && holder.Default is { Kind: not VariantKind.Object } plain) value = plain;
        switch (target)
        {
            case Name name:
                var binding = Bind(name, frame);
                if (CellOf(binding, frame) is { } cell) Store(cell, value);
                else if (binding.Kind is BindingKind.Procedure or BindingKind.Foreign or BindingKind.Value or BindingKind.Library) AssignToGlobal(name, binding, value, frame);
                break;
            case Member member:
                var of = member.Target is null ? frame.With.TryPeek(out var with) ? with : Variant.Unknown : Evaluate(member.Target, frame);
                if (of.Object is { } owner) owner.Set(this, member.Text, [], value);
                else if (of.IsNothing) Raise(91);
                break;
            case Call { Target: Member inner } call:
                var holderOf = inner.Target is null ? frame.With.TryPeek(out with) ? with : Variant.Unknown : Evaluate(inner.Target, frame);
                if (holderOf.Object is { } item) item.Set(this, inner.Text, Values(call.Arguments, frame), value);
                break;
            case Call call:
                StoreElement(Evaluate(call.Target, frame), Values(call.Arguments, frame), value);
                break;
            case Chain { Rest.Length: 0 } bracketed:
                Assign(bracketed.First, value, isSet, frame);
                break;
        }
    }

    /// <summary>A name that is no variable: a property of the code itself, the default of an object, or a variable that is called like a function of the library.</summary>
    private void AssignToGlobal(Name name, Binding binding, Variant value, Frame frame)
    {
        if (frame.Instance.Module.Procedures.TryGetValue(name.Text + "=", out var property)) Call(property, frame.Instance, [value]);
        else if (binding.Kind == BindingKind.Value && ((Variant)binding.Target!).Object is { } holder and not ModuleInstance) holder.SetDefault(this, [], value);
        else if (!frame.IsMain && frame.Outer is null)
        {
            name.Binding = new Binding(BindingKind.Local, frame.Procedure.SlotOf(name.Text), null);
            Store(frame.Cell(name.Binding.Slot), value);
        }
        else Store(CellOf(name.Text, frame), value);
    }

    /// <summary>Stores a value in a variable, converted to its type.</summary>
    public void Store(Cell cell, Variant value)
    {
        if (value.Items is { } array)
        {
            if (!Step(1 + (array.Items.Length >> 3))) return;
            value = cell.Type == VariantKind.Text && array.IsBytes ? Variant.Of(array.BytesAsText()) : Variant.Of(array.Copy());
        }
        else if (value.Text is { } text && cell.Value.Items is { IsBytes: true }) value = Variant.Of(VbaArray.OfBytes(Encoding.Unicode.GetBytes(text)));
        else if (cell.Type != VariantKind.Empty && cell.Type != value.Kind) value = Conversion.To(cell.Type, value, ref _error);
        cell.Value = value;
    }

    /// <summary>Stores a value in an element or item.</summary>
    public void StoreElement(Variant into, ReadOnlySpan<Variant> args, Variant value)
    {
        if (into.Items is { } array)
        {
            var at = array.Offset(args);
            if (at < 0)
            {
                Raise(9);
                return;
            }
            array.Items[at] = array.Element == VariantKind.Empty || array.Element == value.Kind ? value : Conversion.To(array.Element, value, ref _error);
        }
        else into.Object?.SetDefault(this, args, value);
    }

    private Variant Create(string type, Frame frame)
    {
        if (NewInstance(type) is { } instance) return Variant.Of(instance);
        return Variant.Of(ComObjects.Create(this, type) ?? new UnknownObject(type));
    }
}
