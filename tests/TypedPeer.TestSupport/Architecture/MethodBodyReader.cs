using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace TypedPeer.TestSupport.Architecture;

/// <summary>The types and members that a method's instructions name.</summary>
internal static class MethodBodyReader
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => code.Value);

    /// <summary>Reads a body; nothing where there is none.</summary>
    public static IEnumerable<(Type Used, MemberInfo? Member)> Read(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        foreach (var local in body.LocalVariables)
        {
            yield return (local.LocalType, null);
        }

        foreach (var clause in body.ExceptionHandlingClauses)
        {
            if (clause.Flags == ExceptionHandlingClauseOptions.Clause && clause.CatchType is { } caught)
            {
                yield return (caught, null);
            }
        }

        foreach (var token in Tokens(code))
        {
            if (Resolve(method, token) is { } member)
            {
                foreach (var use in Of(member))
                {
                    yield return use;
                }
            }
        }
    }

    private static IEnumerable<(Type Used, MemberInfo? Member)> Of(MemberInfo member)
    {
        if (member is Type type)
        {
            yield return (type, null);
            yield break;
        }

        if (member.DeclaringType is { } declaring)
        {
            yield return (declaring, member);
        }

        if (member is MethodInfo { IsGenericMethod: true } generic)
        {
            foreach (var argument in generic.GetGenericArguments())
            {
                yield return (argument, null);
            }
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, typeArguments, methodArguments);
    }

    private static List<int> Tokens(byte[] code)
    {
        var tokens = new List<int>();
        for (var position = 0; position < code.Length;)
        {
            var first = code[position++];
            var instruction = first == 0xFE ? Codes[(short)(0xFE00 | code[position++])] : Codes[first];
            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                tokens.Add(BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(position)));
            }

            position += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(position))),
                _ => 4,
            };
        }

        return tokens;
    }
}
