namespace OnlineMl.Datasets;

/// <summary>The weather in Seattle on the 1461 days from 2012 to 2015, in order of time: the day's number, rain, temperatures
/// and wind; the kind of weather (drizzle, fog, rain, snow or sun) is to be told.</summary>
/// <remarks>Daily observations of the National Oceanic and Atmospheric Administration of the United States.</remarks>
public sealed class SeattleWeather : ShippedDataset
{
    /// <summary>The data set.</summary>
    public SeattleWeather()
        : base("seattle-weather.csv.gz", DatasetTask.MulticlassClassification, "weather", TargetType.Text, 1461)
    {
    }
}
