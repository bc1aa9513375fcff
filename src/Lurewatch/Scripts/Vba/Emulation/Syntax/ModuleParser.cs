using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Syntax;

/// <summary>Parses the source of a module [MS-VBAL 5] or a script. Never fails: a statement that does not parse is left out and counted, and the next one is read.</summary>
internal sealed class ModuleParser
{
    private const int MostTokens = 400_000;
    private readonly Tokens _tokens;
    private readonly ExpressionParser _expressions;
    private readonly Module _module;
    private readonly AnalysisBudget _budget;

    private ModuleParser(string source, Module module, AnalysisBudget budget)
    {
        _tokens = Tokens.Read(source, MostTokens, budget);
        _expressions = new ExpressionParser(_tokens);
        _module = module;
        _budget = budget;
    }

    /// <summary>Parses a source.</summary>
    /// <param name="name">The module's name.</param>
    /// <param name="source">Its text.</param>
    /// <param name="isScript">Statements may stand outside of procedures (VBScript).</param>
    /// <param name="budget">Bounds the work.</param>
    public static Module Parse(string name, string source, bool isScript, AnalysisBudget budget)
    {
        var module = new Module(name);
        var parser = new ModuleParser(source, module, budget);
        parser.Whole(isScript);
        return module;
    }

    private void Whole(bool isScript)
    {
        var main = new StatementParser(_tokens, _expressions, new Procedure("", "", ProcedureKind.Sub, _module), isMain: true);
        while (!_tokens.IsAtEnd)
        {
            if (_tokens.IsEnd) { _tokens.At++; continue; }
            if (!_budget.TryTakeSteps(1, "VBA source")) break;
            var start = _tokens.At;
            if (_tokens.IsOperator('#')) Conditional();
            else if (Declares() || Procedure(_module)) { }
            else if (isScript && Class()) { }
            else if (isScript) main.Statement();
            else if (!ModuleVariables(_module)) main.Statement();
            if (_tokens.At == start) { _tokens.SkipStatement(); _tokens.At++; }
        }
        main.Finish();
        _module.Skipped += main.Skipped;
        if (isScript || main.Procedure.Code.Count > 0) _module.Main = main.Procedure;
    }

    /// <summary>Attribute, Option, Declare, Type, Enum and their like. True if one stood here.</summary>
    private bool Declares()
    {
        var t = _tokens;
        if (t.IsWord("Attribute") || t.IsWord("Implements") || t.IsWord("Event") || t.IsWord("VERSION") || t.IsWord("RaiseEvent"))
        {
            t.SkipLine();
            return true;
        }
        if (t.IsWord("Option") && t.Kind(1) == VbaTokenKind.Word)
        {
            t.At++;
            if (t.IsWord("Base") && t.Kind(1) == VbaTokenKind.Number) _module.Base = t.Span(1) is "1" ? 1 : 0;
            if (t.IsWord("Compare") && t.IsWord("Text", 1)) _module.IgnoreCase = true;
            t.SkipStatement();
            return true;
        }
        var ahead = t.IsWord("Public") || t.IsWord("Private") ? 1 : 0;
        if (t.IsWord("Declare", ahead))
        {
            t.At += ahead + 1;
            DeclareFunction();
            return true;
        }
        if (t.IsWord("Type", ahead) && t.Kind(ahead + 1) == VbaTokenKind.Word)
        {
            t.At += ahead + 1;
            var name = t.TakeName()!;
            var fields = new List<Declaration>();
            t.SkipLine();
            while (!t.IsAtEnd && !(t.IsWord("End") && t.IsWord("Type", 1)))
            {
                var before = t.At;
                if (!t.IsEnd && Declaration(true) is { } field && fields.Count < 1000) fields.Add(field);
                t.SkipStatement();
                t.At = Math.Max(t.At + 1, before + 1);
            }
            t.SkipStatement();
            _module.Types[name] = [.. fields];
            return true;
        }
        if (!t.IsWord("Enum", ahead) || t.Kind(ahead + 1) != VbaTokenKind.Word) return false;
        t.At += ahead + 1;
        _module.Enums.Add(t.TakeName()!);
        t.SkipLine();
        Expression value = new Literal(Variant.Int(0));
        while (!t.IsAtEnd && !(t.IsWord("End") && t.IsWord("Enum", 1)))
        {
            if (t.TakeName() is { } member)
            {
                if (t.Take('=') && _expressions.Expression() is { } given) value = given;
                _module.Variables.Add(new Declaration(member, VariantKind.Empty, null, false, null, value));
                value = new Chain(new Name(member), [new Operation(OperatorKind.Add, new Literal(Variant.Int(1)))]);
            }
            t.SkipStatement();
            t.At++;
        }
        t.SkipStatement();
        return true;
    }

    /// <summary><c>Declare PtrSafe Function Name Lib "library" Alias "function" (…)</c>.</summary>
    private void DeclareFunction()
    {
        var t = _tokens;
        t.Take("PtrSafe");
        if ((t.Take("Function") || t.Take("Sub")) && t.TakeName() is { } name)
        {
            var library = "";
            string? alias = null;
            while (!t.IsEnd && !t.IsOperator('('))
            {
                if (t.Take("Lib") && t.IsText) library = t.Span().Trim('"').ToString();
                else if (t.Take("Alias") && t.IsText) alias = t.Span().Trim('"').ToString();
                if (!t.IsOperator('(')) t.At++;
            }
            _module.Declares[name] = new DeclaredFunction(name, library, alias is null || alias.StartsWith('#') ? name : alias);
        }
        t.SkipStatement();
    }

    /// <summary>A procedure with everything before its name. True if one stood here.</summary>
    private bool Procedure(Module module)
    {
        var t = _tokens;
        var ahead = 0;
        var isPrivate = false;
        var isStatic = false;
        while (t.IsWord("Public", ahead) || t.IsWord("Private", ahead) || t.IsWord("Friend", ahead) || t.IsWord("Static", ahead) || t.IsWord("Default", ahead) && t.Kind(ahead + 1) == VbaTokenKind.Word)
        {
            isPrivate |= t.IsWord("Private", ahead);
            isStatic |= t.IsWord("Static", ahead);
            ahead++;
        }
        ProcedureKind kind;
        var words = 1;
        if (t.IsWord("Sub", ahead)) kind = ProcedureKind.Sub;
        else if (t.IsWord("Function", ahead)) kind = ProcedureKind.Function;
        else if (t.IsWord("Property", ahead))
        {
            words = 2;
            kind = t.IsWord("Get", ahead + 1) ? ProcedureKind.Get : t.IsWord("Let", ahead + 1) ? ProcedureKind.Let : ProcedureKind.Set;
        }
        else return false;
        if (t.Kind(ahead + words) != VbaTokenKind.Word) return false;
        t.At += ahead + words;
        var written = t.Span().Trim("[]").ToString();
        var procedure = new Procedure(t.TakeName()!, written, kind, module) { IsPrivate = isPrivate };
        _expressions.SkipSuffix();
        if (t.Take('(')) Parameters(procedure);
        if (t.Take("As")) procedure.Result = Types.Of(_expressions.ClassName());
        if (kind is ProcedureKind.Function or ProcedureKind.Get) procedure.SlotOf(procedure.Name);
        var body = new StatementParser(_tokens, _expressions, procedure, isMain: false) { AllStatic = isStatic };
        while (!t.IsAtEnd && !IsEndOfProcedure())
        {
            if (t.IsEnd) { t.At++; continue; }
            if (!_budget.TryTakeSteps(1, "VBA source")) break;
            // A procedure that starts inside of another: the End of the first was lost.
            if (StartsProcedure()) break;
            var start = t.At;
            if (t.IsOperator('#')) Conditional();
            else if (t.IsWord("Attribute")) t.SkipLine();
            else body.Statement();
            if (t.At == start) { t.SkipStatement(); t.At++; }
        }
        if (IsEndOfProcedure()) t.At += 2;
        body.Finish();
        _module.Skipped += body.Skipped;
        var key = kind is ProcedureKind.Let or ProcedureKind.Set ? procedure.Name + "=" : procedure.Name;
        module.Procedures.TryAdd(key, procedure);
        return true;
    }

    private bool IsEndOfProcedure() => _tokens.IsWord("End") && (_tokens.IsWord("Sub", 1) || _tokens.IsWord("Function", 1) || _tokens.IsWord("Property", 1));

    private bool StartsProcedure()
    {
        var ahead = 0;
        while (_tokens.IsWord("Public", ahead) || _tokens.IsWord("Private", ahead) || _tokens.IsWord("Friend", ahead) || _tokens.IsWord("Static", ahead)) ahead++;
        return (_tokens.IsWord("Sub", ahead) || _tokens.IsWord("Function", ahead)) && _tokens.Kind(ahead + 1) == VbaTokenKind.Word && (_tokens.IsOperator('(', ahead + 2) || _tokens.Kind(ahead + 2) == VbaTokenKind.End);
    }

    private void Parameters(Procedure procedure)
    {
        var t = _tokens;
        while (!t.IsEnd && !t.IsOperator(')'))
        {
            bool optional = false, byValue = false, list = false;
            while (true)
            {
                if (t.Take("Optional")) optional = true;
                else if (t.IsWord("ByVal") && t.Kind(1) == VbaTokenKind.Word) { t.At++; byValue = true; }
                else if (t.IsWord("ByRef") && t.Kind(1) == VbaTokenKind.Word) t.At++;
                else if (t.Take("ParamArray")) list = true;
                else break;
            }
            if (t.TakeName() is not { } name) { t.At++; continue; }
            _expressions.SkipSuffix();
            if (t.Take('(')) t.Take(')');
            var type = VariantKind.Empty;
            if (t.Take("As")) type = Types.Of(_expressions.ClassName());
            Expression? value = null;
            if (t.Take('=')) value = _expressions.Expression();
            procedure.SlotOf(name);
            procedure.Parameters.Add(new Parameter(name, type, byValue, optional, list, value));
            if (!t.Take(',') && !t.IsOperator(')')) t.At++;
        }
        t.Take(')');
    }

    /// <summary>Variables and constants of the module. True if some stood here.</summary>
    private bool ModuleVariables(Module module)
    {
        var t = _tokens;
        var isPrivate = t.IsWord("Private") || t.IsWord("Dim") || t.IsWord("Const");
        var isConstant = false;
        var start = t.At;
        while (t.IsWord("Public") || t.IsWord("Private") || t.IsWord("Dim") || t.IsWord("Global") || t.IsWord("Const") || t.IsWord("WithEvents") || t.IsWord("Static"))
        {
            isConstant |= t.IsWord("Const");
            t.At++;
        }
        if (t.At == start) return false;
        do
        {
            if (Declaration(!isConstant) is not { } declaration) break;
            module.Variables.Add(declaration);
            if (isPrivate) module.PrivateNames.Add(declaration.Name);
        }
        while (t.Take(','));
        t.SkipStatement();
        return true;
    }

    /// <summary>A class inside of a VBScript.</summary>
    private bool Class()
    {
        var t = _tokens;
        if (!t.IsWord("Class") || t.Kind(1) != VbaTokenKind.Word) return false;
        t.At++;
        var module = new Module(t.TakeName()!) { IsClass = true };
        while (!t.IsAtEnd && !(t.IsWord("End") && t.IsWord("Class", 1)))
        {
            if (t.IsEnd) { t.At++; continue; }
            var start = t.At;
            if (!Procedure(module) && !ModuleVariables(module)) t.SkipStatement();
            if (t.At == start) t.At++;
        }
        t.SkipStatement();
        _module.Classes.Add(module);
        return true;
    }

    private Declaration? Declaration(bool isVariable) => StatementParser.Declaration(_tokens, _expressions, isConstant: !isVariable);

    /// <summary><c>#If</c>: parts whose condition does not hold on a 32-bit Office of today are passed over.</summary>
    private void Conditional()
    {
        var t = _tokens;
        t.At++;
        if (t.Take("If"))
        {
            if (Holds()) { t.SkipLine(); return; }
            SkipPart();
            return;
        }
        // Else or ElseIf behind a part that was read: pass over all that follows, down to the end.
        if (t.IsWord("Else") || t.IsWord("ElseIf"))
            while (!t.IsAtEnd && !(t.IsOperator('#') && t.IsWord("End", 1))) SkipOne();
        t.SkipLine();
    }

    /// <summary>To the next part that holds, or behind <c>#End If</c>.</summary>
    private void SkipPart()
    {
        var t = _tokens;
        var depth = 0;
        t.SkipLine();
        while (!t.IsAtEnd)
        {
            if (t.IsEnd) { t.At++; continue; }
            if (t.IsOperator('#'))
            {
                if (t.IsWord("If", 1)) depth++;
                else if (t.IsWord("End", 1))
                {
                    if (depth-- == 0) { t.SkipLine(); return; }
                }
                else if (depth == 0 && t.IsWord("Else", 1)) { t.SkipLine(); return; }
                else if (depth == 0 && t.IsWord("ElseIf", 1))
                {
                    t.At += 2;
                    if (Holds()) { t.SkipLine(); return; }
                }
            }
            SkipOne();
        }
    }

    private void SkipOne()
    {
        _tokens.SkipLine();
        if (!_tokens.IsAtEnd) _tokens.At++;
    }

    /// <summary>A condition of the compiler: names that it knows, joined by And, Or and Not.</summary>
    private bool Holds()
    {
        var t = _tokens;
        var result = false;
        var isFirst = true;
        while (!t.IsEnd && !t.IsWord("Then"))
        {
            var and = t.Take("And");
            if (!and) t.Take("Or");
            var not = t.Take("Not");
            var value = t.IsWord("VBA7") || t.IsWord("VBA6") || t.IsWord("Win32") || t.IsWord("True") || t.IsNumber && t.Span() is not "0";
            t.At++;
            if (t.Take('=')) { value = value == (t.IsWord("True") || t.IsNumber && t.Span() is not "0"); t.At++; }
            value ^= not;
            result = isFirst ? value : and ? result && value : result || value;
            isFirst = false;
        }
        return result;
    }
}
