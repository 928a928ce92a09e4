using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using System.Text;

namespace TypedPeer.Generators.Tests.Matrix;

/// <summary>Makes a value of any type of the shape matrix, with something in every member.</summary>
internal sealed class SampleValues
{
    private const int MaxDepth = 4;

    private static readonly Dictionary<Type, object> Known = new object[]
    {
        true, (byte)200, (sbyte)-100, (short)-30000, (ushort)60000, 'é', -2_000_000_000, 4_000_000_000u, long.MinValue, ulong.MaxValue, float.NegativeInfinity,
        double.NaN, -79228162514264337593543950335m, "héllo 🌍", DateTime.MaxValue,
        new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.FromHours(14)), TimeSpan.MinValue, DayOfWeek.Saturday, Half.MaxValue, Int128.MinValue, UInt128.MaxValue,
        DateOnly.MaxValue, TimeOnly.MaxValue, new Rune(0x1F30D), BigInteger.Pow(-3, 200), new Vector3(1, 2, 3), new Matrix4x4(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
        new Complex(1, -2), new Uri("https://example.org/a?b=ü"), new Version(1, 2, 3, 4), new BitArray([true, false, true, true, false, true, true, true, true]),
    }.ToDictionary(value => value.GetType());

    private int _depth;
    private int _count;

    /// <summary>Returns a value; null only where types nest too deeply to go on.</summary>
    public object? Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying);
        }

        if (type == typeof(int))
        {
            // Keys must differ, and items of sets.
            return ++_count;
        }

        if (type == typeof(Guid))
        {
            return new Guid(++_count, -1, 2, 3, 4, 5, 6, 7, 8, 9, 255);
        }

        if (type == typeof(string))
        {
            return Known[type] + $"{++_count}";
        }

        if (Known.TryGetValue(type, out var known))
        {
            return known;
        }

        if (type.IsArray)
        {
            return Array(type);
        }

        return type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true && type.IsGenericType ? Generic(type) : Data(type);
    }

    private Array Array(Type type, int length = 2)
    {
        var item = type.GetElementType()!;
        var lengths = Enumerable.Repeat(_depth < MaxDepth ? length : 0, type.GetArrayRank()).ToArray();
        var array = System.Array.CreateInstance(item, lengths);
        for (var i = 0; i < array.Length; i++)
        {
            array.SetValue(Of(item), [.. Enumerable.Range(0, lengths.Length).Select(dimension => (i >> dimension) & 1)]);
        }

        return array;
    }

    private object Generic(Type type)
    {
        var arguments = type.GetGenericArguments();
        if (typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type) || type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            return Activator.CreateInstance(type, [.. arguments.Select(Of)])!;
        }

        var isMap = arguments.Length == 2;
        var item = isMap ? typeof(KeyValuePair<,>).MakeGenericType(arguments) : arguments[0];

        // A bag has no order that would come back.
        var items = Array(item.MakeArrayType(), type.Name == "ConcurrentBag`1" ? 1 : 2);
        return Convert(type, arguments, items, isMap);
    }

    private static object Convert(Type type, Type[] arguments, Array items, bool isMap)
    {
        if (type.IsInstanceOfType(items) && !isMap)
        {
            return items;
        }

        // An interface is met by the collection of its name; that of sets by the one without order.
        var name = type.Name[..^2].Replace("IImmutableSet", "ImmutableHashSet", StringComparison.Ordinal).Replace("IImmutable", "Immutable", StringComparison.Ordinal);
        var map = isMap ? Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments), items)! : null;
        return type.Namespace switch
        {
            "System.Collections.Frozen" => Create(typeof(FrozenSet).Assembly.GetType($"{type.Namespace}.{name}")!, "To" + name, arguments, items, null),
            "System.Collections.Immutable" => Create(typeof(ImmutableArray).Assembly.GetType($"{type.Namespace}.{name}")!, "CreateRange", arguments, items),
            "System.Collections.ObjectModel" when isMap => Activator.CreateInstance(type, map)!,
            "System.Collections.ObjectModel" when name == "ReadOnlySet" => Activator.CreateInstance(type, Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(arguments), items))!,
            "System.Collections.ObjectModel" when name == "ReadOnlyObservableCollection" => Activator.CreateInstance(
                type, Activator.CreateInstance(typeof(System.Collections.ObjectModel.ObservableCollection<>).MakeGenericType(arguments), items))!,
            "System.Collections.ObjectModel" => Activator.CreateInstance(type, Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments), items))!,
            _ when type.IsInterface => map ?? Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(arguments), items)!,
            _ when type.GetConstructor([typeof(IEnumerable<>).MakeGenericType(items.GetType().GetElementType()!)]) is { } constructor => constructor.Invoke([items]),
            _ => Activator.CreateInstance(type, map ?? items)!,
        };
    }

    // The one with the fewest parameters that takes a sequence of the items.
    private static object Create(Type factory, string name, Type[] arguments, params object?[] values)
    {
        var method = factory.GetMethods()
            .Where(candidate => candidate.Name == name && candidate.GetGenericArguments().Length == arguments.Length && candidate.GetParameters().Length == values.Length)
            .Select(candidate => candidate.MakeGenericMethod(arguments))
            .First(candidate => candidate.GetParameters()[0].ParameterType is { IsInterface: true } sequence && sequence.IsInstanceOfType(values[0]));
        return method.Invoke(null, values)!;
    }

    private object? Data(Type type)
    {
        if (++_depth > MaxDepth && !type.IsValueType)
        {
            _depth--;
            return null;
        }

        var made = type.IsAbstract ? type.Assembly.GetTypes().First(candidate => !candidate.IsAbstract && candidate.IsAssignableTo(type)) : type;
        var constructor = made.GetConstructors().Where(candidate => !IsCopy(candidate, made)).OrderByDescending(candidate => candidate.GetParameters().Length).FirstOrDefault();
        var value = constructor is null ? Activator.CreateInstance(made)! : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType))]);
        const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var property in made.GetProperties(Members).Where(property => property.GetIndexParameters().Length == 0 && property.SetMethod is not null))
        {
            property.SetValue(value, Of(property.PropertyType));
        }

        foreach (var field in made.GetFields(Members).Where(field => !field.IsInitOnly && !field.Name.Contains('<', StringComparison.Ordinal)))
        {
            field.SetValue(value, Of(field.FieldType));
        }

        _depth--;
        return value;
    }

    private static bool IsCopy(ConstructorInfo constructor, Type type) => constructor.GetParameters() is [var only] && only.ParameterType == type;
}
