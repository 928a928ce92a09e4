using System.Text.Json.Serialization;

namespace TypedPeer.Benchmarks.EndToEnd.Pages;

internal sealed record HandWrittenCall(int Id, string Method, int[] Params);

internal sealed record HandWrittenAnswer(int Id, int Result);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HandWrittenCall))]
[JsonSerializable(typeof(HandWrittenAnswer))]
internal sealed partial class HandWrittenJson : JsonSerializerContext;
