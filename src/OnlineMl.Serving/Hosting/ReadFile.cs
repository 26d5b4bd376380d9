namespace OnlineMl.Serving.Hosting;

/// <summary>A file of a model in memory.</summary>
/// <param name="Bytes">What is in it.</param>
/// <param name="Reservation">The memory that is kept for it and for what is made of it.</param>
internal sealed record ReadFile(ReadOnlyMemory<byte> Bytes, MemoryReservation Reservation) : IDisposable
{
    public void Dispose() => Reservation.Dispose();
}
