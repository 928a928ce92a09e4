using System.Reflection;
using System.Text.RegularExpressions;
using TypedPeer.TestSupport;

namespace TypedPeer.Tests.Docs;

/// <summary>Every limit stands in one type, with a reason, and in the table that says which test reaches it.</summary>
public partial class LimitTests
{
    [Fact]
    public void Every_limit_has_a_line_in_the_table_of_limits_and_no_line_is_about_nothing()
    {
        var limits = typeof(PeerSessionOptions).GetProperties()
            .Where(IsLimit)
            .Select(property => property.Name);
        var lines = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "guarantees.md"))
            .SkipWhile(line => !line.StartsWith("### Each limit", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('`'))
            .Select(line => line.Split('|')[1].Trim());
        Assert.Equal(limits.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, string> Impossible
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var property in typeof(PeerSessionOptions).GetProperties())
            {
                if (IsLimit(property))
                {
                    data.Add(property.Name, "-1");
                    if (TypeOf(property) == typeof(TimeSpan))
                    {
                        data.Add(property.Name, "50.00:00:00");
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_impossible_value_is_refused_with_the_name_of_its_limit(string limit, string value)
    {
        var options = new PeerSessionOptions();
        var property = typeof(PeerSessionOptions).GetProperty(limit)!;
        property.SetValue(
            options,
            TypeOf(property) == typeof(TimeSpan) ? TimeSpan.Parse(value, System.Globalization.CultureInfo.InvariantCulture)
                : property.PropertyType == typeof(long) ? -1L : (object)-1);
        Assert.Equal(limit, Assert.ThrowsAny<ArgumentException>(options.Validate).ParamName);
        Assert.ThrowsAny<ArgumentException>(() => PeerSession.Start(Testing.InMemoryPeerChannel.CreatePair().First, null, options));
    }

    [Fact]
    public void Every_limit_gives_its_default_and_the_reason_of_it()
    {
        var source = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "TypedPeer", "PeerSessionOptions.cs"));
        var limits = Limit().Matches(source);
        Assert.InRange(limits.Count, 16, 64);
        Assert.All(limits, limit => Assert.Matches(Reason(), limit.Groups["summary"].Value));
    }

    private static Type TypeOf(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static bool IsLimit(PropertyInfo property) => TypeOf(property) is var type && (type == typeof(int) || type == typeof(long) || type == typeof(TimeSpan));

    [GeneratedRegex(@"/// <summary>(?<summary>[^\n]*)</summary>\n    public (int|long|TimeSpan) \w+ \{", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Limit();

    [GeneratedRegex(@"\. \d+( KiB| MiB| s)?: \w.{15,}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Reason();
}
