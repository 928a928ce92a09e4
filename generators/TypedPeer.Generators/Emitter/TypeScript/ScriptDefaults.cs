using System.Globalization;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>What is given for a parameter that a caller leaves out, as C# says it. As there, the caller's side fills it in.</summary>
internal sealed class ScriptDefaults(LibraryModel library, ScriptTypes types)
{
    /// <summary>What stands for a value that is null.</summary>
    public const string Null = "null";

    /// <summary>Returns the values of a method's parameters by their names; of one that must be given, and of those before it, there is none.</summary>
    public IReadOnlyDictionary<string, string> Of(MethodModel method)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in MethodScript.Arguments(method).Reverse())
        {
            if (parameter.Kind == ParameterKind.Stream
                || !library.Defaults.TryGetValue($"{method.ContractName}.{method.Signature}.{parameter.Name}", out var value)
                || Literal(parameter.Wire!, value) is not { } literal)
            {
                break;
            }

            values[parameter.Name] = literal;
        }

        return values;
    }

    private string? Literal(WireType type, object? value) => type switch
    {
        NullableType => value is null ? Null : Literal(((NullableType)type).Value, value),
        StringType => value is string text ? ScriptIdentifiers.Literal(text) : null,
        EnumType number => Digits(value) is { } digits ? Named(number, digits) : null,
        ScalarType scalar => value is null ? Zero(scalar.Kind) : Scalar(scalar.Kind, value),
        _ => null,
    };

    private string Named(EnumType type, string digits)
    {
        var suffix = ScriptScalars.Of(type.Underlying).Type == "bigint" ? "n" : string.Empty;
        if (!library.Enums.TryGetValue(ShapeText.Key(type.Name), out var model) || model.Members.Count == 0)
        {
            return digits + suffix;
        }

        var named = model.Members.FirstOrDefault(member => member.Value == digits);
        return named is not null ? $"{types.Type(type)}.{named.Name}"
            : model.IsFlags ? digits + suffix
            : $"{digits}{suffix} as {ScriptScalars.Of(type.Underlying).Type} as {types.Type(type)}";
    }

    private static string? Scalar(ScalarKind kind, object value) => ScriptScalars.Of(kind).Type switch
    {
        "boolean" => value is bool flag ? (flag ? "true" : "false") : null,
        "string" => value is char unit ? ScriptIdentifiers.Literal(unit.ToString()) : null,
        "number" => value is float or double ? Fraction(Convert.ToDouble(value, CultureInfo.InvariantCulture), value) : Digits(value),
        "bigint" => Digits(value) is { } digits ? digits + "n" : null,
        "$.Decimal" => value is decimal exact ? $"$.Decimal.from(\"{exact.ToString(CultureInfo.InvariantCulture)}\")" : null,
        _ => null,
    };

    private static string Fraction(double number, object value) =>
        double.IsNaN(number) ? "Number.NaN"
        : double.IsInfinity(number) ? (number > 0 ? "Number.POSITIVE_INFINITY" : "Number.NEGATIVE_INFINITY")
        : ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture);

    private static string? Digits(object? value) =>
        value is sbyte or byte or short or ushort or int or uint or long or ulong ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    // Of structs that have no constants, default.
    private static string? Zero(ScalarKind kind) => kind switch
    {
        ScalarKind.Guid => ScriptIdentifiers.Literal(Guid.Empty.ToString()),
        ScalarKind.TimeSpan => "$.Duration.zero",
        _ => ScriptScalars.Of(kind).Type switch
        {
            "number" => "0",
            "bigint" => "0n",
            _ => null,
        },
    };
}
