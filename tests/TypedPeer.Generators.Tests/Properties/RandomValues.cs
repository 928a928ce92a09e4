using System.Collections;
using System.Reflection;

namespace TypedPeer.Generators.Tests.Properties;

/// <summary>Makes random shapes, as C# spells them, and random values of them.</summary>
internal sealed class RandomValues(Random random)
{
    private static readonly string[] Leaves =
    [
        "int", "string", "string?", "bool", "double", "decimal", "DateTime", "DateTimeOffset", "Guid", "byte[]", "int?", "long?", "DayOfWeek", "TimeSpan?", "char", "Point", "Point?",
        "Mixed", "Mixed?",
    ];

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>Types for the leaves, beside those of the platform.</summary>
    public static string Declarations => """
        public struct Point { public byte A; public double B; public short C; }
        public record struct Mixed(bool Flag, DateTime At, int? Maybe);
        """;

    public string Shape(int depth) => depth == 0 || random.Next(3) == 0
        ? Leaves[random.Next(Leaves.Length)]
        : random.Next(7) switch
        {
            0 => $"List<{Shape(depth - 1)}>",
            1 => $"Dictionary<{(random.Next(2) == 0 ? "string" : "int")}, {Shape(depth - 1)}>",
            2 => $"({Shape(depth - 1)}, {Shape(depth - 1)})",
            3 => $"KeyValuePair<int, {Shape(depth - 1)}>",
            4 => $"Queue<{Shape(depth - 1)}>?",
            5 => $"IReadOnlyList<{Shape(depth - 1)}>",
            _ => $"HashSet<{(random.Next(2) == 0 ? "string" : "long")}>",
        };

    public object? Value(NullabilityInfo info)
    {
        var type = info.Type;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return random.Next(3) == 0 ? null : Struct(underlying, info);
        }

        if (type.IsValueType)
        {
            return Struct(type, info);
        }

        if (info.ReadState == NullabilityState.Nullable && random.Next(3) == 0)
        {
            return null;
        }

        if (type == typeof(string))
        {
            return Text();
        }

        if (type == typeof(byte[]))
        {
            var bytes = new byte[random.Next(20)];
            random.NextBytes(bytes);
            return bytes;
        }

        return type.IsGenericType ? Collection(type, info) : Made(type);
    }

    /// <summary>Makes a value of a record from values of its constructor's parameters.</summary>
    public object Made(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(_nullability.Create(parameter)))]);
    }

    private object Collection(Type type, NullabilityInfo info)
    {
        var count = random.Next(4);
        var arguments = type.GetGenericArguments();
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Dictionary<,>))
        {
            var map = (IDictionary)Activator.CreateInstance(type)!;
            for (var i = 0; i < count; i++)
            {
                map[arguments[0] == typeof(int) ? i : $"k{i}"] = Value(info.GenericTypeArguments[1]);
            }

            return map;
        }

        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!;
        for (var i = 0; i < count; i++)
        {
            items.Add(definition == typeof(HashSet<>) ? (arguments[0] == typeof(long) ? (object)(long)i : $"i{i}") : Value(info.GenericTypeArguments[0]));
        }

        return type.IsInterface || definition == typeof(List<>) ? items : Activator.CreateInstance(type, items)!;
    }

    private object Struct(Type type, NullabilityInfo info)
    {
        if (type.IsGenericType)
        {
            var items = info.GenericTypeArguments.Select(Value).ToArray();
            return Activator.CreateInstance(type, items)!;
        }

        return type.Name switch
        {
            "Boolean" => random.Next(2) == 0,
            "Char" => (char)random.Next('a', 'z'),
            "Int32" => random.Next(),
            "Int64" => random.NextInt64(),
            "Double" => random.NextDouble(),
            "Decimal" => new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29)),
            "DateTime" => new DateTime(random.NextInt64(DateTime.MaxValue.Ticks), (DateTimeKind)random.Next(2)),
            "DateTimeOffset" => new DateTimeOffset(random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.FromMinutes(random.Next(-840, 841))),
            "Guid" => new Guid(Bytes(16)),
            "TimeSpan" => new TimeSpan(random.NextInt64()),
            "DayOfWeek" => (DayOfWeek)random.Next(7),
            "Point" => Fields(Activator.CreateInstance(type)!),
            _ => Made(type),
        };
    }

    private object Fields(object value)
    {
        foreach (var field in value.GetType().GetFields())
        {
            field.SetValue(value, Convert.ChangeType(random.Next(100), field.FieldType, System.Globalization.CultureInfo.InvariantCulture));
        }

        return value;
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Text()
    {
        string[] parts = ["", "a", "é", "🌍", "Hello", "\0", "\u2028"];
        return string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
