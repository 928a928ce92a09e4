using System.Collections;
using Microsoft.Build.Framework;
using TypedPeer.Build;

namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>What the build does with emitted TypeScript.</summary>
public sealed class WriteTypeScriptTests : IDisposable
{
    private const string Head = "// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.\n";

    private readonly string _root = Directory.CreateTempSubdirectory("typedpeer-typescript-").FullName;

    private string Folder => Path.Combine(_root, "api");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Files_are_written_to_a_folder_that_is_made_for_them()
    {
        Assert.Empty(Run(("greeter.ts", Head + "export {};\n"), ("index.ts", Head)));
        Assert.Equal(Head + "export {};\n", Read("greeter.ts"));
        Assert.Equal(Head, Read("index.ts"));
    }

    [Fact]
    public void A_file_that_is_the_same_is_not_written_again_whatever_its_ends_of_lines()
    {
        Run(("index.ts", Head + "export {};\n"));
        var path = Path.Combine(Folder, "index.ts");
        File.WriteAllText(path, (Head + "export {};\n").ReplaceLineEndings("\r\n"));
        var before = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, before);
        Run(("index.ts", Head + "export {};\n"));
        Assert.Equal(before, File.GetLastWriteTimeUtc(path));
        Run(("index.ts", Head + "export const x = 1;\n"));
        Assert.NotEqual(before, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void What_is_no_longer_emitted_goes_and_what_others_wrote_stays()
    {
        Run(("gone.ts", Head), ("index.ts", Head));
        File.WriteAllText(Path.Combine(Folder, "mine.ts"), "export const mine = 1;\n");
        File.WriteAllText(Path.Combine(Folder, "theirs.ts"), Head.Replace("Sample", "Other", StringComparison.Ordinal));
        Run(("index.ts", Head));
        Assert.Equal(["index.ts", "mine.ts", "theirs.ts"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_of_somebody_else_is_never_overwritten()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "index.ts"), "export const mine = 1;\n");
        var error = Assert.Single(Run(("index.ts", Head)));
        Assert.Equal("TP9002", error.Code);
        Assert.Contains("was written by somebody else", error.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Folder, "index.ts"), Head.Replace("Sample", "Other", StringComparison.Ordinal));
        Assert.Contains("of another project", Assert.Single(Run(("index.ts", Head))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_writes_nothing_and_names_each_difference()
    {
        Run(("a.ts", Head), ("b.ts", Head), ("index.ts", Head));
        Assert.Empty(Run(isCheck: true, ("a.ts", Head), ("b.ts", Head), ("index.ts", Head)));
        var errors = Run(isCheck: true, ("a.ts", Head + "export {};\n"), ("c.ts", Head), ("index.ts", Head));
        Assert.All(errors, error => Assert.Equal("TP9003", error.Code));
        Assert.Collection(
            errors.Select(error => error.Message),
            message => Assert.Contains("a.ts' is not what the contracts say", message, StringComparison.Ordinal),
            message => Assert.Contains("c.ts' is missing", message, StringComparison.Ordinal),
            message => Assert.Contains("b.ts' is no longer made of any contract", message, StringComparison.Ordinal));
        Assert.Equal(Head, Read("a.ts"));
        Assert.False(File.Exists(Path.Combine(Folder, "c.ts")));
    }

    [Fact]
    public void An_output_that_is_missing_or_names_a_place_elsewhere_is_an_error()
    {
        var engine = new Engine();
        Assert.False(new WriteTypeScript { BuildEngine = engine, Source = Path.Combine(_root, "none.cs"), Folder = Folder }.Execute());
        Assert.Equal("TP9002", Assert.Single(engine.Errors).Code);
        Assert.Equal("TP9002", Assert.Single(Run(("../outside.ts", Head))).Code);
        Assert.False(File.Exists(Path.Combine(_root, "outside.ts")));
    }

    private List<BuildErrorEventArgs> Run(params (string Name, string Text)[] files) => Run(isCheck: false, files);

    private List<BuildErrorEventArgs> Run(bool isCheck, params (string Name, string Text)[] files)
    {
        var source = Path.Combine(_root, "TypedPeer.TypeScript.g.cs");
        File.WriteAllText(source, Emitter.TypeScript.ScriptOutput.Wrap(files));
        var engine = new Engine();
        var succeeded = new WriteTypeScript { BuildEngine = engine, Source = source, Folder = Folder, IsCheck = isCheck }.Execute();
        Assert.Equal(engine.Errors.Count == 0, succeeded);
        return engine.Errors;
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private sealed class Engine : IBuildEngine
    {
        public List<BuildErrorEventArgs> Errors { get; } = [];

        public bool ContinueOnError => false;

        public int LineNumberOfTaskNode => 0;

        public int ColumnNumberOfTaskNode => 0;

        public string ProjectFileOfTaskNode => string.Empty;

        public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add(e);

        public void LogWarningEvent(BuildWarningEventArgs e)
        {
        }

        public void LogMessageEvent(BuildMessageEventArgs e)
        {
        }

        public void LogCustomEvent(CustomBuildEventArgs e)
        {
        }

        public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => throw new NotSupportedException();
    }
}
