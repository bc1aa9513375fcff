using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>While <see cref="IsLenient"/> is set, what the world lacks is an unknown that flows on instead of an error.</summary>
/// <remarks>Off at first: scripts that look for an emulator catch the errors of names that must not exist.</remarks>
internal sealed class UnknownResolver : IReferenceResolver
{
    public bool IsLenient { get; set; }
    public JsValue Unknown { get; set; } = JsValue.Undefined;

    public bool TryUnresolvableReference(Engine engine, Reference reference, out JsValue value)
    {
        value = Unknown;
        return IsLenient;
    }

    public bool TryPropertyReference(Engine engine, Reference reference, ref JsValue value)
    {
        if (!IsLenient || value.Type is not (Types.Undefined or Types.Null)) return false;
        value = Unknown;
        return true;
    }

    public bool TryGetCallable(Engine engine, object callee, out JsValue value)
    {
        value = Unknown;
        return IsLenient;
    }

    public bool CheckCoercible(JsValue value) => IsLenient;
}
