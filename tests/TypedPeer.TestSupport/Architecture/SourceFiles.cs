using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace TypedPeer.TestSupport.Architecture;

/// <summary>Which file of a project declares a type, as the compiler's symbols beside the assembly say.</summary>
public sealed class SourceFiles
{
    /// <summary>What the compiler writes for types without instructions: the rows of their files.</summary>
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly Dictionary<int, string> _files = [];

    private SourceFiles()
    {
    }

    /// <summary>Reads the symbols of an assembly.</summary>
    /// <param name="assembly">The assembly; its symbols are a file beside it.</param>
    /// <param name="project">The project's folder within the repository, such as "src/TypedPeer".</param>
    public static SourceFiles Read(Assembly assembly, string project)
    {
        using var stream = File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb"));
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        var reader = provider.GetMetadataReader();
        var files = new SourceFiles();
        foreach (var type in assembly.GetTypes())
        {
            var path = type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .OfType<MethodBase>()
                .Select(method => ReadMethod(reader, method.MetadataToken))
                .FirstOrDefault(static path => path is not null) ?? ReadType(reader, type.MetadataToken);
            var start = path?.Replace('\\', '/').LastIndexOf(project + "/", StringComparison.Ordinal) ?? -1;
            if (start >= 0)
            {
                files._files.TryAdd(TypeUses.Outermost(type).MetadataToken, path!.Replace('\\', '/')[(start + project.Length + 1)..]);
            }
        }

        return files;
    }

    /// <summary>Gets the file of a type, within the project's folder; null for what the compiler or a generator made.</summary>
    public string? FileOf(Type type) => _files.TryGetValue(type.MetadataToken, out var file) && !file.StartsWith("obj/", StringComparison.Ordinal) ? file : null;

    /// <summary>Gets the folder of a file; empty for the project's own.</summary>
    public static string FolderOf(string file) => file.LastIndexOf('/') is >= 0 and var end ? file[..end] : string.Empty;

    private static string? ReadMethod(MetadataReader reader, int token)
    {
        var document = reader.GetMethodDebugInformation(MetadataTokens.MethodDefinitionHandle(token & 0xFFFFFF).ToDebugInformationHandle()).Document;
        return document.IsNil ? null : Name(reader, document);
    }

    private static string? ReadType(MetadataReader reader, int token)
    {
        foreach (var handle in reader.GetCustomDebugInformation(MetadataTokens.EntityHandle(token)))
        {
            var information = reader.GetCustomDebugInformation(handle);
            if (reader.GetGuid(information.Kind) == TypeDefinitionDocuments)
            {
                var row = reader.GetBlobReader(information.Value).ReadCompressedInteger();
                return Name(reader, MetadataTokens.DocumentHandle(row));
            }
        }

        return null;
    }

    private static string Name(MetadataReader reader, DocumentHandle document) => reader.GetString(reader.GetDocument(document).Name);
}
