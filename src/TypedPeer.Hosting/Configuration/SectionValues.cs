using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TypedPeer.Hosting.Configuration;

/// <summary>Reads single values of a configuration section.</summary>
internal static class SectionValues
{
    /// <summary>Reads a value by its name; what the section does not say stays as it is.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static T Read<T>(this IConfiguration section, string name, T otherwise)
        where T : IParsable<T> => section[name] is not { } text ? otherwise
        : T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException($"{name} cannot be read: '{text}'.");
}
