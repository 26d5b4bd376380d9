using System.Buffers;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>A served model as bytes: a model file with the serving state as parts of its own, so that it can be used as a
/// model file, too.</summary>
internal static class ServedSnapshot
{
    /// <summary>The part that is a <see cref="ServedHeader"/>.</summary>
    public const string HeaderPart = "served";

    /// <summary>The part that has the metrics, among others.</summary>
    public const string StatePart = "serving";

    private const string LimitsPart = "limits";
    private const string MemoryPart = "memory";
    private const string WindowPart = "window";
    private const string AskedPart = "asked";
    private const string MissedPart = "missed";
    private const string RecordPart = "record";
    private const string MixingPart = "mixing";

    // In files of earlier versions: the classes as they were first met, of which 1 and true were two.
    private const string ClassesPart = "classes";

    /// <summary>The bytes of a model.</summary>
    public static byte[] Write(ModelState state)
    {
        using var bytes = Take(state)(0);
        return bytes.Memory.ToArray();
    }

    /// <summary>Takes a copy of a model, with the gate of which held.</summary>
    /// <returns>Gives the bytes, in borrowed memory, for about how many there will be; it needs the gate no more, so that the model can go on
    /// while they are made.</returns>
    public static Func<int, IMemoryOwner<byte>> Take(ModelState state)
    {
        state.Header.Position = state.Position;
        var model = state.Model;
        var header = model.Header;
        (string, IStateful)[] parts =
        [
            (ModelFile.FeaturesPart, new SavedState(StateFormat.Save(model.Features))),
            (ModelFile.StatePart, new SavedState(StateFormat.Save(model.Component))),
            (HeaderPart, new SavedState(StateFormat.Save(state.Header))),
            (StatePart, new SavedState(StateFormat.Save(state))),
            .. LabelsOf(model),
            (RecordPart, new SavedState(StateFormat.Save(state.Record))),
            .. state.Mixing is { } mixing ? [(MixingPart, (IStateful)new SavedState(StateFormat.Save(mixing)))] : Array.Empty<(string, IStateful)>(),
            (LimitsPart, new SavedState(StateFormat.Save(state.Limits))),
            .. state.SavesOwnCounts ? [(MissedPart, (IStateful)new SavedState(StateFormat.Save(state.MissedLabels)))] : Array.Empty<(string, IStateful)>(),
            (MemoryPart, state.Memory.Freeze()),
            (WindowPart, state.Answers.Taught.Freeze()),
            (AskedPart, state.Answers.Asked.Freeze()),
        ];
        return expectedBytes => ModelFile.ToMemory(header, expectedBytes, parts);
    }

    /// <summary>Takes a copy of a model as a plain model file, without the serving state.</summary>
    /// <returns>Gives the bytes as <see cref="Take(ModelState)"/> does.</returns>
    public static Func<int, IMemoryOwner<byte>> TakeModel(ModelState state)
    {
        var model = state.Model;
        var header = model.Header;
        (string, IStateful)[] parts =
        [
            (ModelFile.FeaturesPart, new SavedState(StateFormat.Save(model.Features))),
            (ModelFile.StatePart, new SavedState(StateFormat.Save(model.Component))),
            .. LabelsOf(model),
        ];
        return expectedBytes => ModelFile.ToMemory(header, expectedBytes, parts);
    }

    /// <summary>What a model has learned, with its metrics and their history, as bytes.</summary>
    public static byte[] WriteLearned(ModelState state)
    {
        (string, IStateful)[] parts =
        [
            (ModelFile.FeaturesPart, state.Model.Features),
            (ModelFile.StatePart, state.Model.Component),
            (HeaderPart, state.Header),
            (StatePart, state),
            .. LabelsOf(state.Model),
            (RecordPart, state.Record),
        ];
        using var bytes = ModelFile.ToMemory(state.Model.Header, 0, parts);
        return bytes.Memory.ToArray();
    }

    /// <summary>Reads what <see cref="WriteLearned"/> has written.</summary>
    /// <param name="name">The name of the model.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="catalog">Knows the components.</param>
    /// <param name="options">The limits.</param>
    /// <param name="mixing">How the model is learned in shares, where that is to be another way.</param>
    /// <exception cref="StateFormatException">The bytes are something else, or name components that the catalog does not know.</exception>
    public static ModelState ReadLearned(string name, ReadOnlyMemory<byte> bytes, ComponentCatalog catalog, OnlineMlServingOptions options, MixingSetup? mixing = null)
    {
        try
        {
            var file = ModelFile.Read(bytes);
            var header = new ServedHeader();
            file.Fill(HeaderPart, header);
            header.Mixing = mixing ?? header.Mixing;
            var state = new ModelState(name, header, Model.Load(file, catalog, SpecOptions.Unlimited), options, catalog);
            file.Fill(StatePart, state);
            file.Fill(RecordPart, state.Record);
            return state;
        }
        catch (SpecException e)
        {
            throw new StateFormatException($"What shares have learned is not understood: {e.Message}", e);
        }
    }

    /// <summary>Reads a snapshot.</summary>
    /// <exception cref="StateFormatException">The bytes are no snapshot, or a damaged one.</exception>
    /// <exception cref="SpecException">It names a component that the catalog does not know.</exception>
    /// <exception cref="Contracts.OnlineMlException">Its flavor or metrics are unknown.</exception>
    public static ModelState Read(string name, in ReadOnlySequence<byte> bytes, ComponentCatalog catalog, OnlineMlServingOptions options)
    {
        var file = ModelFile.Read(bytes.IsSingleSegment ? bytes.First : bytes.ToArray());
        var header = new ServedHeader();
        file.Fill(HeaderPart, header);
        var limits = new RememberingLimits(options);
        file.TryFill(LimitsPart, limits);
        return Read(name, file, header, limits, catalog, options, SpecOptions.Unlimited);
    }

    /// <summary>Reads an exported snapshot or a plain model file as a model of a flavor that begins a log of its own.</summary>
    /// <exception cref="StateFormatException">The bytes are no model, or a damaged one.</exception>
    /// <exception cref="SpecException">It names a component that the catalog does not know, or is too large.</exception>
    /// <exception cref="Contracts.OnlineMlException">Its flavor or metrics are unknown.</exception>
    public static ModelState Import(
        string name, Flavor flavor, ReadOnlyMemory<byte> bytes, ComponentCatalog catalog, OnlineMlServingOptions options, SpecOptions specOptions, MixingSetup? mixing = null)
    {
        var file = ModelFile.Read(bytes);
        var header = new ServedHeader();
        if (!file.TryFill(HeaderPart, header) || header.Flavor != flavor)
        {
            return new ModelState(name, new ServedHeader(flavor, null) { Mixing = mixing }, Model.Load(file, catalog, specOptions), options, catalog);
        }

        header.Mixing = mixing;
        var state = Read(name, file, header, new RememberingLimits(options), catalog, options, specOptions);
        state.Position = 0;
        return state;
    }

    private static (string, IStateful)[] LabelsOf(Model model) =>
        model.Vocabulary is { } labels ? [(ModelFile.LabelsPart, new SavedState(StateFormat.Save(labels)))] : [];

    private static ModelState Read(
        string name, ModelFile file, ServedHeader header, RememberingLimits limits, ComponentCatalog catalog, OnlineMlServingOptions options, SpecOptions specOptions)
    {
        var model = Model.Load(file, catalog, specOptions);
        var state = new ModelState(name, header, model, options, catalog, limits, specOptions) { Position = header.Position };
        file.Fill(StatePart, state);
        file.TryFill(RecordPart, state.Record);
        file.TryFill(MissedPart, state.MissedLabels);
        if (state.Mixing is { } mixing)
        {
            file.TryFill(MixingPart, mixing);
        }

        file.Fill(MemoryPart, state.Memory);
        file.Fill(WindowPart, state.Answers.Taught);
        file.TryFill(AskedPart, state.Answers.Asked);
        var classes = new ClassTable();
        if (file.TryFill(ClassesPart, classes))
        {
            model.Vocabulary?.Adopt(classes.Labels);
        }

        return state;
    }
}
