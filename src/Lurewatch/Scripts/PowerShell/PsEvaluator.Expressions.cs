using System.Text;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Expressions.</summary>
internal sealed partial class PsEvaluator
{
    public object? Value(PsNode node)
    {
        if (!Step() || !Enter()) return PsUnknown.Value;
        var value = Evaluate(node);
        _depth--;
        return value;
    }

    private object? Evaluate(PsNode node)
    {
        switch (node)
        {
            case PsLiteral literal: return literal.Value;
            case PsVariable variable: return GetVariable(variable.Name);
            case PsExpandable expandable: return Expand(expandable);
            case PsParen paren:
                if (paren.Inner is PsAssign inner)
                {
                    Statement(inner, []);
                    return Value(inner.Target is PsCast cast ? cast.Operand : inner.Target);
                }
                return paren.Inner is PsBlock or PsIf or PsLoop or PsForEach or PsSwitch or PsTry ? Collect(paren.Inner) : Value(paren.Inner);
            case PsSubExpression sub:
                var output = Block(sub.Body);
                return sub.IsArray ? output.ToArray() : Unwrap(output);
            case PsList list:
                if (!Pay(list.Items.Count)) return PsUnknown.Value;
                var items = new object?[list.Items.Count];
                for (var i = 0; i < items.Length; i++) items[i] = Value(list.Items[i]);
                return items;
            case PsHashLiteral hash:
                var table = new PsTable();
                foreach (var (key, entry) in hash.Entries) table.Items[PsConvert.Text(Value(key))] = Collect(entry);
                return table;
            case PsScriptBlock block: return block;
            case PsType type: return new PsTypeValue(type.Name);
            case PsCast cast: return PsTypes.Cast(this, cast.Type, Value(cast.Operand));
            case PsUnary unary: return Unary(unary);
            case PsBinary binary: return Binary(binary);
            case PsIndex index: return PsOperators.Index(this, Value(index.Target), Value(index.Index));
            case PsMember member: return Member(member);
            case PsPostfix postfix:
                var before = Value(postfix.Target);
                Assign(postfix.Target, "=", PsOperators.Binary(this, postfix.Operator[..1], before, 1L, false));
                return before;
            case PsCommand command: return Command(command, null, hasInput: false);
            case PsPipeline pipeline: return Pipeline(pipeline);
            case PsAssign assign:
                Assign(assign.Target, assign.Operator, Value(assign.Value));
                return GetIfVariable(assign.Target);
            default: return Collect(node);
        }
    }

    private object? GetIfVariable(PsNode target) => target is PsVariable variable ? GetVariable(variable.Name) : null;

    private object? Collect(PsNode statement)
    {
        var output = new List<object?>();
        Statement(statement, output);
        return Unwrap(output);
    }

    private object? Expand(PsExpandable expandable)
    {
        var text = new StringBuilder();
        foreach (var part in expandable.Parts)
        {
            text.Append(PsConvert.Text(Value(part)));
            if (text.Length > MostText) break;
        }
        return Pay(text.Length) ? text.ToString() : PsUnknown.Value;
    }

    private object? Unary(PsUnary unary)
    {
        if (unary.Operator is "++" or "--")
        {
            Assign(unary.Operand, "=", PsOperators.Binary(this, unary.Operator[..1], Value(unary.Operand), 1L, false));
            return Value(unary.Operand);
        }
        var value = Value(unary.Operand);
        switch (unary.Operator)
        {
            case "not": return PsConvert.Condition(value) is { } condition ? !condition : PsUnknown.Value;
            case "-": return PsConvert.HasUnknown(value) || !PsConvert.TryNumber(value, out var number) ? PsUnknown.Value : PsConvert.Number(-number);
            case "+": return PsConvert.HasUnknown(value) || !PsConvert.TryNumber(value, out number) ? PsUnknown.Value : PsConvert.Number(number);
            case "bnot": return PsConvert.TryNumber(value, out number) ? ~(long)number : PsUnknown.Value;
            case ",": return new object?[] { value };
            case "join": return PsOperators.Join(this, PsConvert.Items(value), "");
            case "split": return PsOperators.SplitBlank(this, value);
            default: return PsUnknown.Value;
        }
    }

    private object? Binary(PsBinary binary)
    {
        if (binary.Operator is "and" or "or")
        {
            var left = PsConvert.Condition(Value(binary.Left));
            if (left == (binary.Operator == "or")) return left.Value;
            var right = PsConvert.Condition(Value(binary.Right));
            if (right == (binary.Operator == "or")) return right.Value;
            return left is null || right is null ? PsUnknown.Value : right.Value;
        }
        // A long chain of joins is a deep tree on the left: walked without recursion.
        if (binary.Operator == "+")
        {
            var operands = new Stack<PsNode>();
            PsNode at = binary;
            while (at is PsBinary { Operator: "+" } plus)
            {
                operands.Push(plus.Right);
                at = plus.Left;
            }
            var sum = Value(at);
            StringBuilder? text = null;
            foreach (var operand in operands)
            {
                var next = Value(operand);
                if (text is null && (sum is string || sum is char && next is string or char))
                {
                    text = new StringBuilder(PsConvert.Text(sum));
                }
                if (text is not null)
                {
                    text.Append(PsConvert.Text(next));
                    if (!Pay(next is string s ? s.Length : 1) || text.Length > MostText) return PsUnknown.Value;
                }
                else sum = PsOperators.Binary(this, "+", sum, next, false);
            }
            return text?.ToString() ?? sum;
        }
        return PsOperators.Binary(this, binary.Operator, Value(binary.Left), Value(binary.Right), binary.CaseSensitive);
    }

    private object? Member(PsMember member)
    {
        var name = PsConvert.Text(Value(member.Name)).ToLowerInvariant();
        var target = Value(member.Target);
        if (member.Arguments is null)
        {
            if (member.IsStatic) return PsTypes.StaticProperty(this, TypeOf(target), name);
            return PsMembers.Property(this, target, name);
        }
        var args = new object?[member.Arguments.Count];
        for (var i = 0; i < args.Length; i++) args[i] = Value(member.Arguments[i]);
        if (member.IsStatic) return PsTypes.StaticCall(this, TypeOf(target), name, args);
        return PsMembers.Call(this, target, name, args);
    }

    private static string TypeOf(object? target) => target switch { PsTypeValue type => PsTypes.Bare(type.Name), string text => PsTypes.Bare(text.ToLowerInvariant()), PsObject thing => thing.Type.ToLowerInvariant(), _ => "" };

    private object? Pipeline(PsPipeline pipeline)
    {
        object? value = null;
        for (var i = 0; i < pipeline.Elements.Count; i++)
        {
            if (_flow is not null) break;
            var element = pipeline.Elements[i];
            if (element is PsCommand command) value = Command(command, value, hasInput: i > 0);
            else if (i == 0) value = Collect(element);
            else if (element is PsScriptBlock block) value = ForEachObject(block, value);
            else value = Value(element);
        }
        return value;
    }

    private object? ForEachObject(PsScriptBlock block, object? input)
    {
        var output = new List<object?>();
        foreach (var item in PsConvert.Items(input))
        {
            if (!Step() || output.Count > MostOutput) break;
            _scope.Values["_"] = item;
            _scope.Values["psitem"] = item;
            foreach (var value in Block(block.Body)) Add(output, value);
            if (_flow is "return" or "continue") _flow = null;
            if (_flow is not null) break;
        }
        return Unwrap(output);
    }
}
