using System.Reflection;
using System.Text;

namespace TypedPeer.Testing;

/// <summary>
/// What an assembly offers, one member a line, compared with a text file beside its tests. A change shows up in the review of
/// that file; <c>TYPEDPEER_ACCEPT_API=1</c> writes it anew.
/// </summary>
public static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Returns the differences between the file and the assembly, one a line: empty when there are none.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="file">The file's path from the repository's root.</param>
    public static string Compare(Assembly assembly, string file)
    {
        var path = Path.Combine(RepositoryRoot.Path, file);
        var present = Describe(assembly);
        if (Environment.GetEnvironmentVariable("TYPEDPEER_ACCEPT_API") == "1")
        {
            File.WriteAllLines(path, present);
        }

        var tracked = File.Exists(path) ? File.ReadAllLines(path) : [];
        return string.Join('\n', tracked.Except(present).Select(line => $"gone: {line}").Concat(present.Except(tracked).Select(line => $"new: {line}")));
    }

    private static List<string> Describe(Assembly assembly)
    {
        var lines = new List<string>();
        foreach (var type in assembly.GetExportedTypes())
        {
            lines.Add($"{Kind(type)} {Name(type)}{Bases(type)}");
            lines.AddRange(type.GetMembers(Declared).Where(IsOffered).Select(member => $"{Name(type)}: {Describe(member)}"));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        var bases = type.GetInterfaces().Where(face => face.IsPublic).Select(Name).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
        {
            bases.Insert(0, Name(parent));
        }

        return bases.Count == 0 || type.IsEnum ? string.Empty : $" : {string.Join(", ", bases)}";
    }

    private static bool IsOffered(MemberInfo member) => member switch
    {
        // What a record makes for itself has names that no source can write.
        { Name: var name } when name.Contains('<', StringComparison.Ordinal) => false,
        MethodBase method => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && (!method.IsSpecialName || method is ConstructorInfo),
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsOffered),
        EventInfo raised => raised.AddMethod!.IsPublic,
        _ => false,
    };

    private static bool IsOffered(MethodInfo accessor) => accessor.IsPublic || accessor.IsFamily || accessor.IsFamilyOrAssembly;

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{Scope(method)}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})",
        FieldInfo { IsLiteral: true } field => $"const {Name(field.FieldType)} {field.Name} = {Convert.ToString(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}",
        FieldInfo field => $"{(field.IsStatic ? "static " : string.Empty)}{Name(field.FieldType)} {field.Name}",
        PropertyInfo property => $"{Scope(property.GetAccessors(nonPublic: true)[0])}{Name(property.PropertyType)} {property.Name} {{ {string.Join(' ', property.GetAccessors(nonPublic: true).Where(IsOffered).Select(Accessor).Order(StringComparer.Ordinal))} }}",
        EventInfo raised => $"event {Name(raised.EventHandlerType!)} {raised.Name}",
        _ => throw new InvalidOperationException($"A member of an unknown kind: {member}."),
    };

    private static string Accessor(MethodInfo accessor)
    {
        var isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");
        return (accessor.ReturnType == typeof(void) ? (isInit ? "init" : "set") : "get") + ";";
    }

    private static string Scope(MethodInfo method) =>
        (method.IsStatic ? "static " : string.Empty) + (method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : string.Empty);

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : string.Empty;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var passed = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ => string.Empty,
        };
        return $"{passed}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = default" : string.Empty)}";
    }

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.HasElementType)
        {
            var element = Name(type.GetElementType()!);
            return type.IsArray ? $"{element}[{new string(',', type.GetArrayRank() - 1)}]" : type.IsPointer ? $"{element}*" : element;
        }

        var name = new StringBuilder(type.FullName is { } full && !type.IsGenericType ? full : $"{type.Namespace}.{type.Name}");
        if (type.IsGenericType)
        {
            name.Append('<').AppendJoin(", ", type.GetGenericArguments().Select(Name)).Append('>');
        }

        return name.ToString();
    }
}
