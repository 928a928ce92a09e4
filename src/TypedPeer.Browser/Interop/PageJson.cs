using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedPeer.Browser.Interop;

/// <summary>What crosses between .NET and the page as JSON, in W3C's names.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PageConfiguration))]
[JsonSerializable(typeof(IncomingChannel))]
[JsonSerializable(typeof(PageChannelInit))]
[JsonSerializable(typeof(PageStatistics))]
[JsonSerializable(typeof(PageStatistics.Pair))]
internal sealed partial class PageJson : JsonSerializerContext;
