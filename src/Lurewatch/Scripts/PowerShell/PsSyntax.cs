namespace Lurewatch.Scripts.PowerShell;

/// <summary>A node of PowerShell's syntax tree [Windows PowerShell Language Specification 3.0].</summary>
internal abstract record PsNode;

/// <summary>A string without expansions, a number, a bare word.</summary>
internal sealed record PsLiteral(object? Value) : PsNode;

/// <summary>A string with parts that are evaluated.</summary>
internal sealed record PsExpandable(IReadOnlyList<PsNode> Parts) : PsNode;

/// <summary>A variable, with its scope or drive: <c>env:temp</c>; lower case.</summary>
internal sealed record PsVariable(string Name, bool IsSplatted = false) : PsNode;

/// <summary><c>[type]</c>, lower case without blanks.</summary>
internal sealed record PsType(string Name) : PsNode;

/// <summary>A cast.</summary>
internal sealed record PsCast(string Type, PsNode Operand) : PsNode;

/// <summary>A prefix operator: <c>-join</c>, <c>-split</c>, <c>-not</c>, <c>!</c>, <c>-</c>, <c>+</c>, <c>-bnot</c>, <c>,</c>, <c>++</c>, <c>--</c>.</summary>
internal sealed record PsUnary(string Operator, PsNode Operand) : PsNode;

/// <summary>Two sides; operators in lower case without the leading c or i of case.</summary>
internal sealed record PsBinary(string Operator, PsNode Left, PsNode Right, bool CaseSensitive = false) : PsNode;

/// <summary>A list by commas.</summary>
internal sealed record PsList(IReadOnlyList<PsNode> Items) : PsNode;

/// <summary><c>@( )</c> and <c>$( )</c>: statements whose output is the value.</summary>
internal sealed record PsSubExpression(PsBlock Body, bool IsArray) : PsNode;

/// <summary><c>( )</c>.</summary>
internal sealed record PsParen(PsNode Inner) : PsNode;

/// <summary><c>@{ }</c>.</summary>
internal sealed record PsHashLiteral(IReadOnlyList<(PsNode Key, PsNode Value)> Entries) : PsNode;

/// <summary><c>{ }</c>.</summary>
internal sealed record PsScriptBlock(PsBlock Body, IReadOnlyList<PsParameter> Parameters) : PsNode;

/// <summary>A parameter with its default.</summary>
internal sealed record PsParameter(string Name, PsNode? Default);

/// <summary>A property or a method; <paramref name="Arguments"/> null for a property.</summary>
internal sealed record PsMember(PsNode Target, PsNode Name, bool IsStatic, IReadOnlyList<PsNode>? Arguments) : PsNode;

/// <summary><c>x[i]</c>.</summary>
internal sealed record PsIndex(PsNode Target, PsNode Index) : PsNode;

/// <summary>An assignment; operator <c>=</c>, <c>+=</c>, …</summary>
internal sealed record PsAssign(PsNode Target, string Operator, PsNode Value) : PsNode;

/// <summary><c>x++</c>.</summary>
internal sealed record PsPostfix(PsNode Target, string Operator) : PsNode;

/// <summary>A command with its arguments; a parameter is a <see cref="PsParameterName"/>.</summary>
internal sealed record PsCommand(PsNode Name, IReadOnlyList<PsNode> Arguments, bool IsInvoked) : PsNode;

/// <summary><c>-Name</c>, lower case without the dash; with a value after a colon.</summary>
internal sealed record PsParameterName(string Name, PsNode? Value) : PsNode;

/// <summary>Elements joined by <c>|</c>.</summary>
internal sealed record PsPipeline(IReadOnlyList<PsNode> Elements) : PsNode;

/// <summary>Statements.</summary>
internal sealed record PsBlock(IReadOnlyList<PsNode> Statements) : PsNode;

internal sealed record PsIf(IReadOnlyList<(PsNode Condition, PsBlock Body)> Branches, PsBlock? Else) : PsNode;

/// <summary>while, do while, do until, for.</summary>
internal sealed record PsLoop(PsNode? Start, PsNode? Condition, PsNode? Step, PsBlock Body, bool BodyFirst, bool Until) : PsNode;

internal sealed record PsForEach(string Variable, PsNode List, PsBlock Body) : PsNode;

internal sealed record PsSwitch(PsNode Subject, IReadOnlyList<(PsNode? Test, PsBlock Body)> Cases, string Mode) : PsNode;

internal sealed record PsTry(PsBlock Body, IReadOnlyList<PsBlock> Catches, PsBlock? Finally) : PsNode;

internal sealed record PsFunction(string Name, PsScriptBlock Body) : PsNode;

/// <summary><c>process { … }</c>: runs once for each thing that comes through the pipe.</summary>
internal sealed record PsProcess(PsBlock Body) : PsNode;

/// <summary>return, break, continue, throw, exit.</summary>
internal sealed record PsFlow(string Word, PsNode? Value) : PsNode;
