using System.Reflection;

namespace TypedPeer.TestSupport.Architecture;

/// <summary>
/// What the types of a compiled assembly need: in their heads, in what their members take and give, and in every method's body. Constants
/// are not among it, since the compiler leaves only their values.
/// </summary>
public static class TypeUses
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Finds all of them.</summary>
    public static IReadOnlyCollection<TypeUse> Find(Assembly assembly)
    {
        var uses = new HashSet<TypeUse>();
        foreach (var type in assembly.GetTypes())
        {
            var user = Outermost(type);
            foreach (var (used, member) in Of(type))
            {
                foreach (var part in Parts(used))
                {
                    if (part != user)
                    {
                        uses.Add(new TypeUse(user, part, member));
                    }
                }
            }
        }

        return uses;
    }

    /// <summary>Gets the type that a nested one is part of.</summary>
    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<(Type Used, MemberInfo? Member)> Of(Type type)
    {
        IEnumerable<Type?> head = [type.BaseType, .. type.GetInterfaces(), .. type.GetCustomAttributesData().Select(static data => data.AttributeType)];
        var fields = type.GetFields(All).SelectMany(static field => (IEnumerable<Type>)[field.FieldType, .. field.GetRequiredCustomModifiers()]);
        foreach (var used in head.OfType<Type>().Concat(fields))
        {
            yield return (used, null);
        }

        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            foreach (var used in Signature(method))
            {
                yield return (used, null);
            }

            foreach (var use in MethodBodyReader.Read(method))
            {
                yield return use;
            }
        }
    }

    private static IEnumerable<Type> Signature(MethodBase method)
    {
        var parameters = method.GetParameters().Select(static parameter => parameter.ParameterType);
        return method is MethodInfo { ReturnType: var result } ? parameters.Append(result) : parameters;
    }

    /// <summary>A list of arrays of something needs the list and the something.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        while (type.HasElementType)
        {
            type = type.GetElementType()!;
        }

        if (type.IsGenericParameter || type.IsFunctionPointer)
        {
            yield break;
        }

        if (type.IsGenericType)
        {
            foreach (var part in type.GetGenericArguments().SelectMany(Parts))
            {
                yield return part;
            }

            type = type.GetGenericTypeDefinition();
        }

        yield return Outermost(type);
    }
}
