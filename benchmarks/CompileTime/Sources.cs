using System.Text;

namespace TypedPeer.CompileTime;

/// <summary>The code that is compiled: contracts with methods over a shared set of data types, one file each, and what else a project holds.</summary>
internal static class Sources
{
    public const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using TypedPeer;
        """;

    public static string Contract(int number, int methods, int dataTypes)
    {
        var text = new StringBuilder($"namespace Load;\n\n[PeerContract]\npublic partial interface IContract{number}\n{{\n");
        for (var i = 0; i < methods; i++)
        {
            var data = $"Data{((number * methods) + i) % dataTypes}";
            text.AppendLine((i % 5) switch
            {
                0 => $"    ValueTask<{data}> GetAsync{i}(int id, CancellationToken token = default);",
                1 => $"    IAsyncEnumerable<{data}> StreamAsync{i}(string filter, CancellationToken token = default);",
                2 => $"    Task PutAsync{i}(List<{data}> items, Dictionary<string, {data}> index);",
                3 => $"    [OneWay] ValueTask SendAsync{i}({data} item, double x, double y);",
                _ => $"    ValueTask<long> UploadAsync{i}(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken token = default);",
            });
        }

        return text.Append("}\n").ToString();
    }

    public static string Data(int number) => $$"""
        namespace Load;

        public sealed record Data{{number}}(int Id, string Name, DateTimeOffset At)
        {
            public List<string> Tags { get; init; } = [];
            public Dictionary<string, double?>? Values { get; init; }
        }
        """;

    /// <summary>A class that implements a contract, as a project with contracts also has.</summary>
    public static string Implementation(int number, int methods)
    {
        var text = new StringBuilder($"namespace Load;\n\npublic sealed class Service{number}\n{{\n    private readonly Dictionary<int, string> _items = [];\n");
        for (var i = 0; i < methods; i++)
        {
            text.AppendLine($$"""
                    public async Task<string> Work{{i}}(int id, CancellationToken token)
                    {
                        await Task.Yield();
                        foreach (var item in _items)
                        {
                            if (item.Key == id && item.Value.Length > {{i}} && !token.IsCancellationRequested)
                            {
                                return $"{item.Value} of {id} at {{{i}}}";
                            }
                        }

                        _items[id] = string.Join(", ", Array.ConvertAll(new[] { 1, 2, 3 }, x => x * {{i}}));
                        return _items[id];
                    }
                """);
        }

        return text.Append("}\n").ToString();
    }
}
