namespace OnlineMl.Serving.Configuration;

/// <summary>The options of one concern, as part of all.</summary>
internal interface IConcern
{
    /// <summary>The names of its options.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Puts the options where all are, or what is wrong with them.</summary>
    void Fill(OnlineMlServingOptions all);
}
