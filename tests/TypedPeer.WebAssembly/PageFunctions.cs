using System.Runtime.InteropServices.JavaScript;

namespace TypedPeer.WebAssembly;

/// <summary>What a script of the page does to a connection.</summary>
internal static partial class PageFunctions
{
    /// <summary>Closes a connection behind everybody's back.</summary>
    [JSImport("globalThis.closeConnection")]
    public static partial void Close(JSObject connection);
}
