using System.Runtime.InteropServices.JavaScript;

namespace TypedPeer.WebAssembly;

/// <summary>What a script of the page does, and tells.</summary>
internal static partial class PageFunctions
{
    /// <summary>Closes a connection behind everybody's back.</summary>
    [JSImport("globalThis.closeConnection")]
    public static partial void Close(JSObject connection);

    /// <summary>Makes two connections that are about to find each other, and a channel of each: <c>first</c>, <c>second</c>, <c>firstChannel</c>, <c>secondChannel</c>.</summary>
    [JSImport("globalThis.makePair")]
    public static partial JSObject MakePair();

    /// <summary>Has the page tell of an event of its own.</summary>
    [JSImport("globalThis.addEventListener")]
    public static partial void AddEventListener(string type, [JSMarshalAs<JSType.Function>] Action told);
}
