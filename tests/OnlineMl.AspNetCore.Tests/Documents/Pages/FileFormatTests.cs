using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.AspNetCore.Tests.Documents.Pages;

/// <summary>The code of <c>docs/file-format.md</c>.</summary>
public class FileFormatTests
{
    [Fact]
    public void AFile_HasParts()
    {
        var model = Model.FromSpec("\"GaussianNB\"");
        model.Learn(new FeatureVector { ["a"] = 1 }, "x");
        using var stream = new MemoryStream();

        model.Save(stream, ("note", new Note("seen by us")));
        stream.Position = 0;
        var file = ModelFile.Read(stream);
        Assert.Equal(["features", "labels", "note", "state"], file.Parts.Order(StringComparer.Ordinal));
        var note = new Note("");
        Assert.True(file.TryFill("note", note));
        var again = Model.Load(file);
        Assert.Equal(model.StateHash(), again.StateHash());

        Assert.Equal("seen by us", note.Text);
    }

    private sealed class Note(string? text) : IStateful
    {
        private string? _text = text;

        public string? Text => _text;

        void IStateful.Describe(StateArchive state) => state.Field("text", ref _text);
    }
}
