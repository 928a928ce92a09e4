using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Parser.Context;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>Finds the data types that can contain themselves: only these have to count their depth.</summary>
internal static class Recursion
{
    public static IEnumerable<DataTypeModel> Mark(ParseContext context) =>
        context.DataTypes.Select(entry => entry.Value! with { IsRecursive = Reaches(entry.Key, context.References) });

    private static bool Reaches(string start, Dictionary<string, HashSet<string>> references)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(references[start]);
        while (waiting.Count > 0)
        {
            var next = waiting.Pop();
            if (next == start)
            {
                return true;
            }

            if (seen.Add(next))
            {
                foreach (var reference in references[next])
                {
                    waiting.Push(reference);
                }
            }
        }

        return false;
    }
}
