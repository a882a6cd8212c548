"""Layers whose formulas are the blackboard's loops: the witnesses of the layers that train."""

from dlcourse import blackboard
from dlcourse.layers import Conv2D, Dense, MaxPool2D


class DenseOnBoard(Dense):
    def forward(self, A):
        return blackboard.dense(self.remember(A), self.params["W"], self.params["b"])

    def backward(self, dZ, *, need_dA=True):
        A, W = self.remembered(), self.params["W"]
        dA, self.grads["W"], self.grads["b"] = blackboard.dense_backward(dZ, A, W)
        return dA


class Conv2DOnBoard(Conv2D):
    def forward(self, A):
        how = {"stride": self.stride, "pad": self.pad}
        return blackboard.conv2d(self.remember(A), self.params["W"], self.params["b"], **how)

    def backward(self, dZ, *, need_dA=True):
        A, W, how = self.remembered(), self.params["W"], {"stride": self.stride, "pad": self.pad}
        dA, self.grads["W"], self.grads["b"] = blackboard.conv2d_backward(dZ, A, W, **how)
        return dA


class MaxPool2DOnBoard(MaxPool2D):
    def forward(self, A):
        return blackboard.maxpool2d(self.remember(A), f=self.f, stride=self.stride)

    def backward(self, dP, *, need_dA=True):
        A = self.remembered()
        return blackboard.maxpool2d_backward(dP, A, f=self.f, stride=self.stride)


BOARD = {Dense: DenseOnBoard, Conv2D: Conv2DOnBoard, MaxPool2D: MaxPool2DOnBoard}
