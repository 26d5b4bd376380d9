namespace OnlineMl.State;

/// <summary>A learner that either takes an example or refuses it for what the example itself is, whatever it has learned: copies of it that
/// get the same example all do the same, so that nobody who holds several has to take anything back.</summary>
internal interface ITakesEveryExample
{
}
